package dev.kindling.data;

import dev.kindling.data.CsvParsing.BadRowException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The rows of one input partition, parsed as they are taken. Blank lines and the header are passed
 * over. Good rows are numbered one after the other, as if the bad ones were not there.
 */
final class CsvReader implements Iterator<CsvRow> {

  private final Iterator<String> lines;
  private final CsvColumns columns;
  private final CsvParsing parsing;
  private boolean headerAhead;
  private String header;
  private long headerLine;
  private long lineCount;
  private long number;
  private String next; // the line of that count

  /**
   * @param firstNumber the number of the first good row
   */
  CsvReader(Lines part, CsvFormat format, CsvColumns columns, Wanted wanted, long firstNumber) {
    this.lines = part.lines();
    this.columns = columns;
    this.parsing = new CsvParsing(format, columns, wanted);
    this.headerAhead = format.header() && part.startsFile();
    this.number = firstNumber;
  }

  /** How many lines have been read. */
  long lineCount() {
    return lineCount;
  }

  /** How the header that was passed over, if any, differs from the first file's, or null. */
  Survey.Problem headerProblem() {
    if (header == null) {
      return null;
    }
    String problem;
    try {
      problem = columns.headerProblem(parsing.split(header));
    } catch (BadRowException e) {
      problem = e.getMessage();
    }
    return problem == null ? null : new Survey.Problem(headerLine, problem);
  }

  @Override
  public boolean hasNext() {
    while (next == null && lines.hasNext()) {
      String line = lines.next();
      lineCount++;
      if (line.isBlank()) {
        continue;
      }
      if (headerAhead) {
        headerAhead = false;
        header = line;
        headerLine = lineCount - 1;
      } else {
        next = line;
      }
    }
    return next != null;
  }

  @Override
  public CsvRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String text = next;
    next = null;
    try {
      RawRow example = parsing.parse(number, text);
      number++;
      return new CsvRow(lineCount - 1, text, example, null);
    } catch (BadRowException e) {
      return new CsvRow(lineCount - 1, text, null, e);
    }
  }
}
