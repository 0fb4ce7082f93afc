package dev.kindling.data.describe;

import dev.kindling.data.describe.TableScan.CellReader;
import dev.kindling.data.formats.CsvColumns;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.CsvParsing;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import java.util.function.IntFunction;

/** The cells of the lines of one partition of CSV. Blank lines and the header are no rows. */
final class CsvCells implements CellReader<String> {
  private final CsvParsing parsing;
  private boolean headerAhead;

  CsvCells(Records<String> part, TableLayout.Csv layout, int columns) {
    this.parsing =
        new CsvParsing(
            new CsvFormat("0", null, layout.header(), layout.delimiter()),
            new CsvColumns(columns, null, -1, -1),
            null,
            new Wanted(Shape.of(columns), Wanted.Label.ANY, false));
    this.headerAhead = layout.header() && part.startsFile();
  }

  @Override
  public IntFunction<String> read(String line) throws BadRowException {
    if (line.isBlank()) {
      return null;
    }
    if (headerAhead) {
      headerAhead = false;
      return null;
    }
    return parsing.split(line)::cell;
  }
}
