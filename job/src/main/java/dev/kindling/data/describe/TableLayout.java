package dev.kindling.data.describe;

import dev.kindling.data.Moments;
import dev.kindling.data.formats.DataFormats;
import java.io.Serializable;
import java.util.Map;

/** How the columns of a table are found in its input. */
public sealed interface TableLayout extends Serializable {

  /** {@code data.format}. */
  DataFormats format();

  /** The types of columns that have more than one value in a row, by their names. */
  default Map<String, String> nested() {
    return Map.of();
  }

  /**
   * Lines of CSV.
   *
   * @param header whether the first line names the columns
   */
  record Csv(boolean header, char delimiter) implements TableLayout {
    @Override
    public DataFormats format() {
      return DataFormats.CSV;
    }
  }

  /**
   * A table that Spark SQL reads.
   *
   * @param format {@code PARQUET} or {@code SQL}
   */
  record Spark(DataFormats format, Map<String, String> nested) implements TableLayout {}

  /**
   * Lines of LIBSVM, whose only column is the label.
   *
   * @param features the highest index that is given
   * @param values the moments of those that are not 0
   */
  record Sparse(int features, Moments values) implements TableLayout {
    @Override
    public DataFormats format() {
      return DataFormats.LIBSVM;
    }

    /** The share of the values of so many rows that are not 0. */
    public double density(long rows) {
      return values.count() / ((double) rows * features);
    }
  }
}
