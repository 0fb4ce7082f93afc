package dev.kindling.features;

import dev.kindling.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How raw features become inputs: a value {@code x} of channel {@code c} becomes {@code (x -
 * shift[c]) * scale[c]}, computed in double. A channel is one feature, or, see {@link #ofChannels},
 * all the pixels of one of an image's colours. Immutable, fitted to the training examples only.
 */
public final class FeatureScaling implements FeaturePreparation {
  private static final long serialVersionUID = 1;

  private final Scaling kind;
  private final double[] shift;
  private final double[] scale;
  private final int channelSize;

  /**
   * Takes a scaling as a model file has it.
   *
   * @throws IllegalArgumentException for arrays of different lengths or a value that is not finite
   */
  public FeatureScaling(Scaling kind, double[] shift, double[] scale) {
    this(kind, shift, scale, 1);
  }

  private FeatureScaling(Scaling kind, double[] shift, double[] scale, int channelSize) {
    requireSameLength("shift", shift, "scale", scale);
    requireFinite("shift", shift);
    requireFinite("scale", scale);
    this.kind = kind;
    this.shift = shift.clone();
    this.scale = scale.clone();
    this.channelSize = channelSize;
  }

  /** Leaves every value as it is. */
  public static FeatureScaling none(int features) {
    return new FeatureScaling(Scaling.NONE, new double[] {0}, new double[] {1}, features);
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

  /**
   * This scaling for channels in place of single features: each of its entries serves so many
   * features in a row, the {@code H x W} pixels of a channel.
   */
  public FeatureScaling ofChannels(int size) {
    return new FeatureScaling(kind, shift, scale, size);
  }

  public Scaling kind() {
    return kind;
  }

  /** The number of features D, each of which becomes an input. */
  @Override
  public int features() {
    return shift.length * channelSize;
  }

  @Override
  public int inputs() {
    return features();
  }

  @Override
  public String inputName(int input) {
    return String.valueOf(input);
  }

  /** Whether each run of so many features, such as the pixels of a channel, shares an entry. */
  public boolean isSharedBy(int size) {
    return channelSize % size == 0;
  }

  @Override
  public void apply(double[] raw, int from, Matrix into, int row) {
    int at = row * features();
    for (int c = 0; c < shift.length; c++) {
      for (int j = c * channelSize; j < (c + 1) * channelSize; j++) {
        into.set(at + j, (raw[from + j] - shift[c]) * scale[c]);
      }
    }
  }

  /** Prepares one example of 8-bit pixels, to the bit as {@link #apply} does the same numbers. */
  public void applyToBytes(byte[] raw, int from, Matrix into, int row) {
    int at = row * features();
    for (int c = 0; c < shift.length; c++) {
      int channel = c * channelSize;
      into.setBytes(at + channel, raw, from + channel, channelSize, shift[c], scale[c]);
    }
  }

  /** What a raw value of a feature becomes, as {@link #apply} computes it. */
  public double scaled(int feature, double raw) {
    return (raw - shift(feature)) * scale(feature);
  }

  /** The raw values of the first features that inputs were made of, at most so many of them. */
  public List<String> valuesOf(float[] inputs, int most) {
    return IntStream.range(0, Math.min(most, inputs.length))
        .mapToObj(
            j ->
                kind == Scaling.NONE
                    ? ShownValue.of(inputs[j])
                    : ShownValue.of(inputs[j] / scale(j) + shift(j), 1 / Math.abs(scale(j))))
        .toList();
  }

  public double shift(int feature) {
    return shift[feature / channelSize];
  }

  public double scale(int feature) {
    return scale[feature / channelSize];
  }

  public double[] shift() {
    return shift.clone();
  }

  public double[] scale() {
    return scale.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureScaling that
        && kind == that.kind
        && channelSize == that.channelSize
        && Arrays.equals(shift, that.shift)
        && Arrays.equals(scale, that.scale);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(shift), Arrays.hashCode(scale), channelSize);
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
