package dev.kindling.data.formats;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.kindling.config.Wording;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;

/**
 * The cells of one line after another. A line without quotes and control characters, which most
 * are, is cut at its delimiters, and its numbers are read where they stand; any other is
 * univocity's. The cells are the same. Not for use by several threads.
 */
public final class CsvLine {
  private static final char NUL = '\u2400'; // its symbol

  private final char delimiter;
  private final CsvParser parser;
  private final int[] ends; // of each cell of a line that is cut
  private char[] line = {};
  private String[] parsed; // the cells of a line that is not, otherwise null

  CsvLine(char delimiter, int columns) {
    this.delimiter = delimiter;
    this.parser = parser(delimiter, columns);
    this.ends = new int[columns];
  }

  private static CsvParser parser(char delimiter, int columns) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.setCommentProcessingEnabled(false);
    settings.setMaxColumns(columns + 1);
    settings.setMaxCharsPerColumn(-1);
    settings.setReadInputOnSeparateThread(false);
    return new CsvParser(settings);
  }

  /**
   * The cells of the first line of an input; none of one that only holds control characters.
   *
   * @param name of the input
   */
  public static String[] first(String name, String line, char delimiter) {
    if (Quotes.stayOpen(line, delimiter)) {
      throw new DataException("the first line of %s has %s".formatted(name, Quotes.OPEN));
    }
    return cells(line, delimiter);
  }

  /** The cells of a line; none of one that only holds control characters. */
  public static String[] cells(String line, char delimiter) {
    int most = (int) line.chars().filter(c -> c == delimiter).count() + 1;
    String[] cells = parser(delimiter, most).parseLine(line);
    return cells == null ? new String[0] : cells;
  }

  /** Takes the next line, which must have as many cells as there are columns. */
  void read(String text) throws BadRowException {
    parsed = cut(text) ? null : parse(text);
  }

  /** Finds the cells of a simple line; false for any other, or one with other columns. */
  private boolean cut(String text) {
    int length = text.length();
    if (line.length <= length) {
      line = new char[2 * length + 1];
    }
    text.getChars(0, length, line, 0);
    line[length] = delimiter; // ends the last cell
    int cell = 0;
    for (int at = 0; at <= length; at++) {
      char c = line[at];
      if (c == delimiter) {
        if (cell == ends.length) {
          return false;
        }
        ends[cell++] = at;
      } else if (c < ' ' || c == '"') {
        return false;
      }
    }
    return cell == ends.length;
  }

  private String[] parse(String text) throws BadRowException {
    if (Quotes.stayOpen(text, delimiter)) {
      throw new BadRowException(Reason.OPEN_QUOTE, null, null, "has " + Quotes.OPEN);
    }
    String[] cells;
    try {
      cells = parser.parseLine(text.replace('\0', NUL)); // which it takes for the end
    } catch (TextParsingException e) {
      throw wrongCount("has more than the " + Wording.counted(ends.length, "column") + " expected");
    }
    int found = cells == null ? 0 : cells.length;
    if (found != ends.length) {
      throw wrongCount(
          "has " + Wording.counted(found, "column") + " but " + ends.length + " are expected");
    }
    return cells;
  }

  private static BadRowException wrongCount(String problem) {
    return new BadRowException(Reason.WRONG_COLUMN_COUNT, null, null, problem);
  }

  /** A cell of the line without the white space around it; null for an empty one. */
  public String cell(int column) {
    if (parsed != null) {
      return parsed[column];
    }
    int from = from(column);
    int to = to(column, from);
    return from == to ? null : new String(line, from, to - from);
  }

  /**
   * The number in a cell.
   *
   * @throws CellException as {@link Cells#number}
   */
  double number(int column) throws CellException {
    if (parsed == null) {
      int from = from(column);
      double x = Cells.decimal(line, from, to(column, from));
      if (!Double.isNaN(x)) {
        return x;
      }
    }
    return Cells.number(cell(column));
  }

  /** Where a cell begins, after spaces; where it ends if it holds nothing else. */
  private int from(int column) {
    int from = column == 0 ? 0 : ends[column - 1] + 1;
    while (from < ends[column] && line[from] == ' ') {
      from++;
    }
    return from;
  }

  /** Where a cell ends, before spaces. */
  private int to(int column, int from) {
    int to = ends[column];
    while (to > from && line[to - 1] == ' ') {
      to--;
    }
    return to;
  }
}
