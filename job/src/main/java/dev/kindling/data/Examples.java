package dev.kindling.data;

import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.FeatureScaling;
import dev.kindling.nn.Seeds;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The examples of one partition: packed features and their classes {@code [n]}, and how training
 * varies them.
 */
public final class Examples implements Serializable {
  private static final long serialVersionUID = 1;

  private final PackedFeatures features;
  private final int[] labels;
  private final RandomShift shift; // null for none

  private Examples(PackedFeatures features, int[] labels, RandomShift shift) {
    this.features = features;
    this.labels = labels;
    this.shift = shift;
  }

  static Examples pack(DealtRows rows, FeatureScaling scaling, RandomShift shift) {
    int[] labels = new int[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = rows.label(row);
    }
    return new Examples(PackedFeatures.pack(rows, scaling), labels, shift);
  }

  /** Copies of the examples {@code from} to {@code to - 1}, as far as there are so many. */
  public Examples range(int from, int to) {
    int end = Math.min(to, size());
    int start = Math.min(from, end);
    FloatMatrix scaled = FloatMatrix.zeros(end - start, features.width());
    int[] copied = new int[end - start];
    for (int row = 0; row < copied.length; row++) {
      copy(start + row, scaled, copied, row);
    }
    return new Examples(new PackedFeatures.Floats(scaled), copied, null);
  }

  /** Copies of all examples of some parts, in their order. */
  public static Examples concatenate(List<Examples> parts) {
    int size = parts.stream().mapToInt(Examples::size).sum();
    FloatMatrix scaled = FloatMatrix.zeros(size, parts.get(0).features.width());
    int[] labels = new int[size];
    int at = 0;
    for (Examples part : parts) {
      for (int row = 0; row < part.size(); row++) {
        part.copy(row, scaled, labels, at++);
      }
    }
    return new Examples(new PackedFeatures.Floats(scaled), labels, null);
  }

  /** How many examples each of so many classes has. */
  long[] classCounts(int classes) {
    long[] counts = new long[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** A checksum of all features and labels, in their order. */
  long checksum() {
    CRC32C checksum = new CRC32C();
    FloatMatrix row = FloatMatrix.zeros(1, features.width());
    int[] label = new int[1];
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * features.width() + Integer.BYTES);
    for (int i = 0; i < size(); i++) {
      copy(i, row, label, 0);
      bytes.clear();
      for (int j = 0; j < row.size(); j++) {
        bytes.putFloat((float) row.get(j));
      }
      bytes.putInt(label[0]);
      checksum.update(bytes.flip());
    }
    return checksum.getValue();
  }

  public int size() {
    return labels.length;
  }

  /** Copies example {@code from} into row {@code to} of a batch's input and labels. */
  public void copy(int from, Matrix input, int[] batchLabels, int to) {
    features.copy(from, input, to);
    batchLabels[to] = labels[from];
  }

  /**
   * The same as training draws the example: varied at random, where that is configured.
   *
   * @param seed decides how, together with the example
   */
  public void draw(int from, Matrix input, int[] batchLabels, int to, long seed) {
    copy(from, input, batchLabels, to);
    if (shift != null) {
      shift.apply(input, to, Seeds.generator(seed, "shift", from));
    }
  }
}
