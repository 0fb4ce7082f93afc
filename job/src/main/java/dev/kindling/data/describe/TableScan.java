package dev.kindling.data.describe;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.OrderedMerge;
import dev.kindling.data.rows.Records;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  private final List<ColumnSummary> columns;
  private final Mistakes misshapen;
  private long records;
  private long rows;

  private TableScan(List<ColumnSummary> columns, long rows, Mistakes misshapen) {
    this.columns = columns;
    this.rows = rows;
    this.misshapen = misshapen;
  }

  private static TableScan empty(int columns) {
    int most = Math.max(100, Math.min(MOST_VALUES, MOST_VALUES_TOGETHER / Math.max(1, columns)));
    return new TableScan(
        Stream.generate(() -> new ColumnSummary(most)).limit(columns).toList(), 0, new Mistakes());
  }

  /**
   * Reads an input once.
   *
   * @throws DataException if it cannot be read
   */
  static <T> TableScan of(JavaRDD<Records<T>> records, int columns, CellReader.Factory<T> readers) {
    return joined(
        OrderedMerge.of(
            records.map(part -> of(part, columns, readers.reader(part)).byColumn()),
            TableScan::merge));
  }

  static <T> TableScan of(Records<T> part, int columns, CellReader<T> reader) {
    TableScan scan = empty(columns);
    part.forEach(record -> scan.add(part, reader, record));
    scan.columns.forEach(column -> column.end(part, scan.records));
    scan.misshapen.end(part, scan.records);
    return scan;
  }

  private <T> void add(Records<T> part, CellReader<T> reader, T row) {
    long record = records++;
    IntFunction<String> cells;
    try {
      cells = reader.read(row);
    } catch (BadRowException e) {
      misshapen.add(e.reason(), e.getMessage(), part, record);
      return;
    }
    if (cells == null) {
      return;
    }
    rows++;
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(cells.apply(c), part, record);
    }
  }

  /** Scans of one column each; the first has what is known of the rows. */
  private List<TableScan> byColumn() {
    return IntStream.range(0, columns.size())
        .mapToObj(
            c ->
                new TableScan(
                    List.of(columns.get(c)),
                    c == 0 ? rows : 0,
                    c == 0 ? misshapen : new Mistakes()))
        .toList();
  }

  private static TableScan joined(List<TableScan> scans) {
    return new TableScan(
        scans.stream().flatMap(scan -> scan.columns.stream()).toList(),
        scans.stream().mapToLong(TableScan::rows).sum(),
        scans.stream().findFirst().map(TableScan::misshapen).orElseGet(Mistakes::new));
  }

  /** Adds what comes after it. */
  TableScan merge(TableScan later) {
    rows += later.rows;
    misshapen.merge(later.misshapen);
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).merge(later.columns.get(c));
    }
    return this;
  }

  /** How many rows have as many columns as the first line. */
  long rows() {
    return rows;
  }

  /** Those that have more or fewer. */
  Mistakes misshapen() {
    return misshapen;
  }

  List<ColumnSummary> columns() {
    return columns;
  }
}
