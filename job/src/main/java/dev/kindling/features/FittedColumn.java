package dev.kindling.features;

import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/** A column with what the training rows have made of its preparation. */
public sealed interface FittedColumn extends Serializable {

  Column column();

  /** The texts that have inputs of their own; none of a column without. */
  List<String> categories();

  /**
   * Sets the inputs of a column.
   *
   * @param raw as the {@link RowEncoder} has made it
   * @param at where in the matrix they begin
   */
  void apply(double raw, Matrix into, int at);

  /**
   * The value that inputs were made of, as far as they tell: a number, or what it counts as where
   * there was none, a category, a bucket.
   *
   * @param at where the column's inputs begin
   */
  default String valueOf(float[] inputs, int at) {
    boolean missing = column().missing() == Missing.CATEGORY && inputs[at + column().size()] == 1;
    return missing ? "no value" : presentValueOf(inputs, at);
  }

  /** The same of inputs that do not say that there was none. */
  String presentValueOf(float[] inputs, int at);

  /** What messages call an input of the column, counted from 0. */
  default String inputName(int input) {
    boolean saysMissing = input == column().size();
    return column().name() + (saysMissing ? " missing" : valueName(input));
  }

  /** What tells an input from the column's others. */
  String valueName(int input);

  /**
   * A column of numbers: the input is {@code (t - shift) * scale}, where t is the {@link
   * Column#transform}ed number.
   *
   * @param fill the t of a missing one
   */
  record Numeric(Column column, double shift, double scale, double fill) implements FittedColumn {
    /**
     * Takes what was fitted.
     *
     * @throws IllegalArgumentException for a number that is not finite, or a scale of 0
     */
    public Numeric {
      double[] fitted = {shift, scale, fill};
      for (double each : fitted) {
        if (!Double.isFinite(each)) {
          throw new IllegalArgumentException(
              "column %s has the shift %s, scale %s and fill %s, which must be finite"
                  .formatted(column.name(), shift, scale, fill));
        }
      }
      if (scale == 0) {
        throw new IllegalArgumentException(
            "column " + column.name() + " has the scale 0, which makes every value the same");
      }
    }

    @Override
    public List<String> categories() {
      return List.of();
    }

    @Override
    public void apply(double raw, Matrix into, int at) {
      boolean missing = Double.isNaN(raw);
      into.set(at, ((missing ? fill : column.transform(raw)) - shift) * scale);
      if (column.missing() == Missing.CATEGORY) {
        into.set(at + 1, missing ? 1 : 0);
      }
    }

    @Override
    public String presentValueOf(float[] inputs, int at) {
      if (column.kind() == Kind.NONE) {
        return ShownValue.of(inputs[at]);
      }
      double t = inputs[at] / scale + shift;
      double x = column.kind() == Kind.LOG ? StrictMath.expm1(t) : t;
      return ShownValue.of(x, (column.kind() == Kind.LOG ? 1 + x : 1) / Math.abs(scale));
    }

    @Override
    public String valueName(int input) {
      return "";
    }
  }

  /**
   * A column of categories or buckets, of which a row has one or none.
   *
   * @param categories in the order of their inputs, at most the column's size; the inputs that are
   *     left over stay 0. None with {@code hashed}
   */
  record Categorical(Column column, List<String> categories) implements FittedColumn {

    /**
     * Takes what was fitted.
     *
     * @throws IllegalArgumentException for too many categories, or one twice
     */
    public Categorical {
      categories = List.copyOf(categories);
      int most = column.kind() == Kind.HASHED ? 0 : column.size();
      if (categories.size() > most) {
        throw new IllegalArgumentException(
            "column %s has %d categories but %d inputs for them"
                .formatted(column.name(), categories.size(), most));
      }
      if (new HashSet<>(categories).size() < categories.size()) {
        throw new IllegalArgumentException("column " + column.name() + " has a category twice");
      }
    }

    @Override
    public void apply(double raw, Matrix into, int at) {
      for (int i = 0; i < column.inputs(); i++) {
        into.set(at + i, 0);
      }
      if (Double.isNaN(raw)) {
        if (column.missing() == Missing.CATEGORY) {
          into.set(at + column.size(), 1);
        }
      } else if (raw >= 0 && raw < column.size()) {
        into.set(at + (int) raw, 1);
      }
    }

    @Override
    public String presentValueOf(float[] inputs, int at) {
      for (int i = 0; i < column.size(); i++) {
        if (inputs[at + i] == 1) {
          return column.kind() == Kind.HASHED ? "bucket " + i : categories.get(i);
        }
      }
      return "another";
    }

    @Override
    public String valueName(int input) {
      if (column.kind() == Kind.HASHED) {
        return " bucket " + input;
      }
      return input < categories.size() ? "=" + categories.get(input) : " (unused)";
    }
  }
}
