package dev.kindling.data;

import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Seeds;
import dev.kindling.nn.Targets;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * The examples of one partition: packed features and their targets, and how training varies them.
 */
public final class Examples implements Serializable {
  private static final long serialVersionUID = 1;

  private final PackedFeatures features;
  private final Targets targets;
  private final RandomShift shift; // null for none

  private Examples(PackedFeatures features, Targets targets, RandomShift shift) {
    this.features = features;
    this.targets = targets;
    this.shift = shift;
  }

  static Examples pack(DealtRows rows, FeaturePreparation preparation, RandomShift shift) {
    double[] targets = new double[rows.size()];
    Arrays.setAll(targets, rows::target);
    double[] weights = new double[rows.size()];
    Arrays.setAll(weights, rows::weight);
    boolean same = Arrays.stream(weights).allMatch(weight -> weight == 1);
    return new Examples(
        PackedFeatures.pack(rows, preparation), new Targets(targets, same ? null : weights), shift);
  }

  /** Copies of the examples {@code from} to {@code to - 1}, as far as there are so many. */
  public Examples range(int from, int to) {
    int end = Math.min(to, size());
    int start = Math.min(from, end);
    FloatMatrix scaled = FloatMatrix.zeros(end - start, features.width());
    Targets copied = Targets.room(end - start);
    for (int row = 0; row < end - start; row++) {
      copy(start + row, scaled, copied, row);
    }
    return new Examples(new PackedFeatures.Floats(scaled), copied, null);
  }

  /** Copies of all examples of some parts, in their order. */
  public static Examples concatenate(List<Examples> parts) {
    int size = parts.stream().mapToInt(Examples::size).sum();
    FloatMatrix scaled = FloatMatrix.zeros(size, parts.get(0).features.width());
    Targets targets = Targets.room(size);
    int at = 0;
    for (Examples part : parts) {
      for (int row = 0; row < part.size(); row++) {
        part.copy(row, scaled, targets, at++);
      }
    }
    return new Examples(new PackedFeatures.Floats(scaled), targets, null);
  }

  /** How many examples each of so many classes has. */
  long[] classCounts(int classes) {
    long[] counts = new long[classes];
    for (double target : targets.values()) {
      counts[(int) target]++;
    }
    return counts;
  }

  /** The moments of the targets, whatever they weigh. */
  Moments targetMoments() {
    Moments moments = new Moments();
    Arrays.stream(targets.values()).forEach(moments::add);
    return moments;
  }

  /** A checksum of all features, targets and weights, in their order. */
  long checksum() {
    CRC32C checksum = new CRC32C();
    FloatMatrix row = FloatMatrix.zeros(1, features.width());
    Targets target = Targets.room(1);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * features.width() + 2 * Double.BYTES);
    for (int i = 0; i < size(); i++) {
      copy(i, row, target, 0);
      bytes.clear();
      for (int j = 0; j < row.size(); j++) {
        bytes.putFloat((float) row.get(j));
      }
      bytes.putDouble(target.values()[0]).putDouble(target.weight(0));
      checksum.update(bytes.flip());
    }
    return checksum.getValue();
  }

  /** What the examples count together. */
  double totalWeight() {
    return IntStream.range(0, size()).mapToDouble(targets::weight).sum();
  }

  /** Whether some examples count more or less than 1. */
  boolean weighted() {
    return targets.weights() != null;
  }

  public int size() {
    return targets.values().length;
  }

  /** Copies example {@code from} into row {@code to} of a batch's input and targets. */
  public void copy(int from, Matrix input, Targets batch, int to) {
    features.copy(from, input, to);
    batch.copy(to, targets, from);
  }

  /**
   * The same as training draws the example: varied at random, where that is configured.
   *
   * @param seed decides how, together with the example
   */
  public void draw(int from, Matrix input, Targets batch, int to, long seed) {
    copy(from, input, batch, to);
    if (shift != null) {
      shift.apply(input, to, Seeds.generator(seed, "shift", from));
    }
  }
}
