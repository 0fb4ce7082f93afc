package dev.kindling.data.describe;

import dev.kindling.data.Moments;
import dev.kindling.data.formats.LibsvmRows;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.OrderedMerge;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.Records;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** What one pass over lines of LIBSVM found. */
final class SparseScan implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MOST_LABELS = 10_000; // different ones that are counted

  private final ColumnSummary labels = new ColumnSummary(MOST_LABELS);
  private final Moments values = new Moments();
  private final Mistakes misshapen = new Mistakes();
  private long records;
  private long rows;
  private int features;

  private SparseScan() {}

  /**
   * Reads an input once.
   *
   * @throws DataException if it cannot be read
   */
  static SparseScan of(JavaRDD<Records<String>> lines) {
    return OrderedMerge.of(lines.map(part -> List.of(of(part))), SparseScan::merge).stream()
        .findFirst()
        .orElseGet(SparseScan::new);
  }

  private static SparseScan of(Records<String> part) {
    SparseScan scan = new SparseScan();
    LibsvmRows parser = LibsvmRows.any();
    part.forEach(line -> scan.add(part, parser, line));
    scan.labels.end(part, scan.records);
    scan.misshapen.end(part, scan.records);
    scan.features = parser.highest();
    return scan;
  }

  private void add(Records<String> part, LibsvmRows parser, String line) {
    long record = records++;
    RawRow row;
    try {
      row = parser.parse(rows, line);
    } catch (BadRowException e) {
      misshapen.add(e.reason(), e.getMessage(), part, record);
      return;
    } catch (DataException e) { // of the whole input
      throw new DataException(part.file() + " " + e.getMessage(), e);
    }
    if (row == null) {
      return;
    }
    rows++;
    labels.add(row.label(), part, record);
    for (double value : row.features().toSparse().values()) {
      values.add(value);
    }
  }

  private SparseScan merge(SparseScan later) {
    rows += later.rows;
    misshapen.merge(later.misshapen);
    features = Math.max(features, later.features);
    labels.merge(later.labels);
    values.merge(later.values);
    return this;
  }

  long rows() {
    return rows;
  }

  /** The lines that are no rows. */
  Mistakes misshapen() {
    return misshapen;
  }

  ColumnSummary labels() {
    return labels;
  }

  TableLayout.Sparse layout() {
    return new TableLayout.Sparse(features, values);
  }
}
