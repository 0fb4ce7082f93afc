package dev.kindling.data.describe;

import dev.kindling.data.formats.CsvColumns;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.CsvLine;
import dev.kindling.data.formats.CsvParsing;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What one pass over the lines of an input partition found in the cells of each column. */
final class TableScan implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MOST_VALUES = 10_000; // different ones that are counted of a column
  private static final int MOST_VALUES_TOGETHER = 1_000_000;

  private final List<ColumnSummary> columns = new ArrayList<>();
  private long rows;
  private long misshapen;

  TableScan(int columns) {
    for (int c = 0; c < columns; c++) {
      this.columns.add(
          new ColumnSummary(Math.max(100, Math.min(MOST_VALUES, MOST_VALUES_TOGETHER / columns))));
    }
  }

  /**
   * Reads a partition.
   *
   * @throws DataException if it cannot be read
   */
  static TableScan of(Records<String> part, boolean header, char delimiter, int columns) {
    TableScan scan = new TableScan(columns);
    CsvParsing parsing =
        new CsvParsing(
            new CsvFormat("0", null, header, delimiter),
            new CsvColumns(columns, null, -1, -1),
            null,
            new Wanted(Shape.of(columns), Wanted.Label.ANY, false));
    boolean headerAhead = header && part.startsFile();
    try {
      while (part.records().hasNext()) {
        String line = part.records().next();
        if (line.isBlank()) {
          continue;
        }
        if (!headerAhead) {
          scan.add(line, parsing);
        }
        headerAhead = false;
      }
    } catch (UncheckedIOException e) {
      throw new DataException(part.file() + " " + InputFiles.unreadable(e.getCause()), e);
    }
    return scan;
  }

  private void add(String line, CsvParsing parsing) {
    CsvLine cells;
    try {
      cells = parsing.split(line);
    } catch (BadRowException e) {
      misshapen++;
      return;
    }
    rows++;
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(cells.cell(c));
    }
  }

  /** Adds what comes after it. */
  void merge(TableScan later) {
    rows += later.rows;
    misshapen += later.misshapen;
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).merge(later.columns.get(c));
    }
  }

  /** How many rows have as many columns as the first line. */
  long rows() {
    return rows;
  }

  /** How many have more or fewer. */
  long misshapen() {
    return misshapen;
  }

  List<ColumnSummary> columns() {
    return columns;
  }
}
