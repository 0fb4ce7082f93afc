package dev.kindling.data.formats;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RowParser;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.RowEncoder;

/** The lines of one input partition as rows. Blank lines and the header are none. */
final class CsvRows implements RowParser<String> {
  private final CsvColumns columns;
  private final CsvParsing parsing;
  private boolean headerAhead;

  CsvRows(
      Records<String> part,
      CsvFormat format,
      CsvColumns columns,
      RowEncoder encoder,
      Wanted wanted) {
    this.columns = columns;
    this.parsing = new CsvParsing(format, columns, encoder, wanted);
    this.headerAhead = format.header() && part.startsFile();
  }

  @Override
  public RawRow parse(long number, String line) throws BadRowException {
    if (line.isBlank()) {
      return null;
    }
    if (headerAhead) {
      headerAhead = false;
      checkHeader(line);
      return null;
    }
    return parsing.parse(number, line);
  }

  private void checkHeader(String line) {
    String problem = parsing.headerProblem(line);
    if (problem != null) {
      throw new DataException(problem);
    }
  }

  @Override
  public String text(String line) {
    return line;
  }
}
