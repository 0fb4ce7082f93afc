package dev.kindling.data.describe;

import dev.kindling.data.describe.TableScan.CellReader;
import dev.kindling.data.formats.CsvColumns;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.CsvParsing;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The cells of the lines of one partition of CSV. Blank lines and the header, which must be the
 * same in all files, are no rows.
 */
final class CsvCells implements CellReader<String> {
  private final CsvParsing parsing;
  private final String file;
  private boolean headerAhead;
  private int line;

  CsvCells(Records<String> part, TableLayout.Csv layout, List<String> names) {
    this.parsing =
        new CsvParsing(
            new CsvFormat("0", null, layout.header(), layout.delimiter()),
            new CsvColumns(names.size(), names, -1, -1),
            null,
            new Wanted(Shape.of(names.size()), Wanted.Label.ANY, false));
    this.file = part.file();
    this.headerAhead = layout.header() && part.startsFile();
  }

  @Override
  public IntFunction<String> read(String text) throws BadRowException {
    line++;
    if (text.isBlank()) {
      return null;
    }
    if (headerAhead) {
      headerAhead = false;
      String problem = parsing.headerProblem(text);
      if (problem != null) {
        throw new DataException(file + " line " + line + " " + problem);
      }
      return null;
    }
    return parsing.split(text)::cell;
  }
}
