package dev.kindling.data;

import dev.kindling.data.RejectedRow.Reason;
import java.math.BigDecimal;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** The rows of a table of Spark's as examples; not for use by several threads. */
final class TableRows implements RowParser<Row> {
  private final TableColumns columns;
  private final Wanted wanted;

  TableRows(TableColumns columns, Wanted wanted) {
    this.columns = columns;
    this.wanted = wanted;
  }

  @Override
  public RawRow parse(long number, Row row) throws BadRowException {
    double[] features = numbers(row);
    double weight = columns.weight() < 0 ? 1 : weight(row);
    String label = columns.label() < 0 ? null : label(row);
    return new RawRow(number, label, weight, features);
  }

  private double[] numbers(Row row) throws BadRowException {
    double[] features = new double[wanted.input().size()];
    int count = 0;
    for (int column : columns.features()) {
      count = add(row.get(column), column, features, count);
    }
    if (count != features.length) {
      throw new BadRowException(
          Reason.WRONG_COLUMN_COUNT,
          null,
          null,
          "has %d features but %d are expected (network.input)".formatted(count, features.length));
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
    if (text == null || text.isBlank() || value instanceof Double x && x.isNaN()) {
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

  /** A value as a CSV file would have it; whole numbers without an exponent. */
  private static String cell(Object value) {
    if (value == null) {
      return null;
    }
    boolean whole = value instanceof Double x && x == Math.rint(x) && Math.abs(x) < 1L << 53;
    if (whole) {
      return String.valueOf(((Double) value).longValue());
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
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
