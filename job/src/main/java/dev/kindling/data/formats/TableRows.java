package dev.kindling.data.formats;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RowParser;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import dev.kindling.features.RowEncoder;
import java.math.BigDecimal;
import java.sql.Timestamp;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** The rows of a table of Spark's as examples; not for use by several threads. */
final class TableRows implements RowParser<Row> {
  private final TableColumns columns;
  private final RowEncoder encoder; // null where all features are numbers
  private final Wanted wanted;

  TableRows(TableColumns columns, RowEncoder encoder, Wanted wanted) {
    this.columns = columns;
    this.encoder = encoder;
    this.wanted = wanted;
  }

  @Override
  public RawRow parse(long number, Row row) throws BadRowException {
    double[] features = encoder == null ? numbers(row) : encoded(row);
    double weight = columns.weight() < 0 ? 1 : weight(row);
    String label = columns.label() < 0 ? null : label(row);
    return new RawRow(number, label, weight, features);
  }

  private double[] numbers(Row row) throws BadRowException {
    double[] features = new double[wanted.features()];
    int count = 0;
    for (int column : columns.features()) {
      count = add(row.get(column), column, features, count);
    }
    if (count != features.length) {
      throw new BadRowException(
          Reason.WRONG_COLUMN_COUNT,
          null,
          null,
          "has %s but %d are expected (network.input)"
              .formatted(Wording.counted(count, "feature"), features.length));
    }
    return features;
  }

  /** Adds the numbers of a value to the features, as far as there is room, and counts them. */
  private int add(Object value, int column, double[] features, int count) throws BadRowException {
    if (value instanceof Seq<?> array) {
      int more = count;
      for (int i = 0; i < array.length(); i++) {
        more = add(array.apply(i), column, features, more);
      }
      return more;
    }
    if (value instanceof Vector vector) {
      int more = count;
      for (double x : vector.toArray()) {
        more = add(x, column, features, more);
      }
      return more;
    }
    double x = number(value, column);
    if (count < features.length) {
      features[count] = x;
    }
    return count + 1;
  }

  private double number(Object value, int column) throws BadRowException {
    if (value == null) {
      throw bad(Reason.EMPTY, column, null, "is null but must be a number");
    }
    double x = value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue();
    if (!Float.isFinite((float) x)) {
      throw bad(
          Reason.NOT_FINITE,
          column,
          value,
          "is " + value + " but must be a finite number (in float)");
    }
    return x;
  }

  /** What {@code data.columns} makes of the cells. */
  private double[] encoded(Row row) throws BadRowException {
    double[] features = new double[columns.features().size()];
    for (int i = 0; i < features.length; i++) {
      int column = columns.features().get(i);
      Object value = row.get(column);
      boolean flag = value instanceof Boolean && encoder.columns().get(i).kind().isNumber();
      String cell = cell(flag ? number(value, column) : value);
      try {
        features[i] = encoder.encode(i, cell);
      } catch (CellException e) {
        throw bad(Reason.valueOf(e.fault().name()), column, cell, e.getMessage());
      }
    }
    return features;
  }

  private double weight(Row row) throws BadRowException {
    Object value = row.get(columns.weight());
    double weight = number(value, columns.weight());
    if (weight < 0) {
      throw bad(
          Reason.NEGATIVE_WEIGHT,
          columns.weight(),
          value,
          "is " + value + " but must be a weight of at least 0 (data.weight)");
    }
    return weight;
  }

  private String label(Row row) throws BadRowException {
    Object value = row.get(columns.label());
    String text = cell(value);
    boolean none = encoder == null ? text == null || text.isBlank() : Cells.isMissing(text);
    if (none || "NaN".equals(text)) {
      throw new BadRowException(
          Reason.NO_LABEL,
          columns.names().get(columns.label()),
          text,
          "has no label in " + columns.describe(columns.label()));
    }
    if (wanted.label() == Wanted.Label.NUMBER) {
      if (value instanceof String) {
        throw bad(
            Reason.NOT_A_NUMBER,
            columns.label(),
            value,
            "is text but must be a number: mean_squared_error predicts the label");
      }
      return String.valueOf(number(value, columns.label()));
    }
    return CsvParsing.canonical(text.strip());
  }

  /** A value as a CSV file would have it: whole numbers without an exponent, others exactly. */
  static String cell(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double x = ((Number) value).doubleValue();
      boolean whole = x == Math.rint(x) && Math.abs(x) < 1L << 53;
      return whole ? String.valueOf((long) x) : String.valueOf(x);
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().toString(); // its own text depends on where the machine stands
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value == null ? null : value.toString();
  }

  private BadRowException bad(Reason reason, int column, Object value, String problem) {
    return new BadRowException(
        reason,
        columns.names().get(column),
        value == null ? null : value.toString(),
        columns.describe(column) + " " + problem);
  }

  @Override
  public String text(Row row) {
    return row.json();
  }
}
