package dev.kindling.data.describe;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;

/** What one pass over the records of an input partition found in the cells of each column. */
final class TableScan implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MOST_VALUES = 10_000; // different ones that are counted of a column
  private static final int MOST_VALUES_TOGETHER = 1_000_000;

  /** Finds the cells of the records of a partition, one after the other. */
  interface CellReader<T> {
    /**
     * The cell of each column as text, null for one without a value, until the next record is read.
     *
     * @return null if the record is no row
     * @throws BadRowException if it has other columns
     */
    IntFunction<String> read(T row) throws BadRowException;

    /** Makes one for each partition. */
    interface Factory<T> extends Serializable {
      CellReader<T> reader(Records<T> part);
    }
  }

  private final List<ColumnSummary> columns = new ArrayList<>();
  private long rows;
  private long misshapen;

  private TableScan(int columns) {
    int most = Math.max(100, Math.min(MOST_VALUES, MOST_VALUES_TOGETHER / Math.max(1, columns)));
    for (int c = 0; c < columns; c++) {
      this.columns.add(new ColumnSummary(most));
    }
  }

  /**
   * Reads an input once.
   *
   * @throws DataException if it cannot be read
   */
  static <T> TableScan of(JavaRDD<Records<T>> records, int columns, CellReader.Factory<T> readers) {
    TableScan all = new TableScan(columns);
    records
        .map(part -> of(part, columns, readers.reader(part)))
        .collect()
        .forEach(all::merge); // in the order of the files
    return all;
  }

  static <T> TableScan of(Records<T> part, int columns, CellReader<T> reader) {
    TableScan scan = new TableScan(columns);
    part.forEach(record -> scan.add(reader, record));
    return scan;
  }

  private <T> void add(CellReader<T> reader, T row) {
    IntFunction<String> cells;
    try {
      cells = reader.read(row);
    } catch (BadRowException e) {
      misshapen++;
      return;
    }
    if (cells == null) {
      return;
    }
    rows++;
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(cells.apply(c));
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
