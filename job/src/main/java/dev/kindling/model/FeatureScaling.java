package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * How raw features become inputs: feature {@code j} of value {@code x} becomes {@code (x -
 * shift[j]) * scale[j]}, computed in double. Immutable, fitted to the training examples only.
 */
public final class FeatureScaling implements Serializable {
  private static final long serialVersionUID = 1;

  private final Scaling kind;
  private final double[] shift;
  private final double[] scale;

  /**
   * Takes a scaling as a model file has it.
   *
   * @throws IllegalArgumentException for arrays of different lengths or a value that is not finite
   */
  FeatureScaling(Scaling kind, double[] shift, double[] scale) {
    requireSameLength("shift", shift, "scale", scale);
    requireFinite("shift", shift);
    requireFinite("scale", scale);
    this.kind = kind;
    this.shift = shift.clone();
    this.scale = scale.clone();
  }

  /** Leaves every value as it is. */
  public static FeatureScaling none(int features) {
    double[] ones = new double[features];
    Arrays.fill(ones, 1);
    return new FeatureScaling(Scaling.NONE, new double[features], ones);
  }

  /**
   * To mean 0 and standard deviation 1. A constant feature only loses its mean, so that it is 0
   * wherever it has its constant value.
   *
   * @throws IllegalArgumentException for a value that is not finite or a negative deviation
   */
  public static FeatureScaling standardize(double[] mean, double[] deviation) {
    requireSameLength("mean", mean, "deviation", deviation);
    requireFinite("mean", mean);
    double[] scale = new double[mean.length];
    for (int j = 0; j < scale.length; j++) {
      // Rounding of the mean gives a constant feature a tiny deviation; dividing by it would blow
      // that rounding up to size 1.
      scale[j] = inverse("deviation", j, deviation[j], 8 * Math.ulp(mean[j]));
    }
    return new FeatureScaling(Scaling.STANDARDIZE, mean, scale);
  }

  /**
   * To the range from 0 to 1. A constant feature only loses its minimum, so that it is 0 wherever
   * it has its constant value.
   *
   * @throws IllegalArgumentException for a value that is not finite, or a range that is negative or
   *     infinite
   */
  public static FeatureScaling minmax(double[] min, double[] max) {
    requireSameLength("min", min, "max", max);
    requireFinite("min", min);
    requireFinite("max", max);
    double[] scale = new double[min.length];
    for (int j = 0; j < scale.length; j++) {
      scale[j] = inverse("range", j, max[j] - min[j], 0);
    }
    return new FeatureScaling(Scaling.MINMAX, min, scale);
  }

  public Scaling kind() {
    return kind;
  }

  /** The number of features. */
  public int features() {
    return shift.length;
  }

  /**
   * Prepares one example.
   *
   * @param raw holds the example's features from {@code from} on
   * @param into {@code [N x D]}, D being {@link #features}; receives the example as row {@code row}
   */
  public void apply(double[] raw, int from, Matrix into, int row) {
    int at = row * shift.length;
    for (int j = 0; j < shift.length; j++) {
      into.set(at + j, (raw[from + j] - shift[j]) * scale[j]);
    }
  }

  double[] shift() {
    return shift.clone();
  }

  double[] scale() {
    return scale.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureScaling that
        && kind == that.kind
        && Arrays.equals(shift, that.shift)
        && Arrays.equals(scale, that.scale);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shift) + Arrays.hashCode(scale);
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " of " + features() + " features";
  }

  private static double inverse(String name, int j, double spread, double negligible) {
    if (!(spread >= 0 && spread < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "feature "
              + j
              + " has the "
              + name
              + " "
              + spread
              + " but it must be finite and not below 0");
    }
    boolean constant = spread <= negligible || spread < Double.MIN_NORMAL; // 1 / less is infinite
    return constant ? 1 : 1 / spread;
  }

  private static void requireSameLength(String a, double[] as, String b, double[] bs) {
    if (as.length != bs.length) {
      throw new IllegalArgumentException(
          a + " has " + as.length + " features but " + b + " has " + bs.length);
    }
  }

  private static void requireFinite(String name, double[] values) {
    for (int j = 0; j < values.length; j++) {
      if (!Double.isFinite(values[j])) {
        throw new IllegalArgumentException(
            "feature " + j + " has the " + name + " " + values[j] + " but it must be finite");
      }
    }
  }
}
