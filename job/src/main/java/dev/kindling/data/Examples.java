package dev.kindling.data;

import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.FeatureScaling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Prepared examples of one partition, packed in two arrays: scaled features {@code [n x D]} and
 * classes {@code [n]}.
 */
public final class Examples implements Serializable {
  private static final long serialVersionUID = 1;

  private final FloatMatrix features;
  private final int[] labels;

  private Examples(FloatMatrix features, int[] labels) {
    this.features = features;
    this.labels = labels;
  }

  static Examples pack(DealtRows rows, FeatureScaling scaling) {
    FloatMatrix features = FloatMatrix.zeros(rows.size(), scaling.features());
    int[] labels = new int[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      scaling.apply(rows.features(row), 0, features, row);
      labels[row] = rows.label(row);
    }
    return new Examples(features, labels);
  }

  /** Copies of the examples {@code from} to {@code to - 1}, as far as there are so many. */
  public Examples range(int from, int to) {
    int end = Math.min(to, size());
    int start = Math.min(from, end);
    Matrix rows = features.view(start * features.cols(), end - start, features.cols()).copy();
    return new Examples((FloatMatrix) rows, Arrays.copyOfRange(labels, start, end));
  }

  /** All examples of some parts, in their order. */
  public static Examples concatenate(List<Examples> parts) {
    int size = parts.stream().mapToInt(Examples::size).sum();
    FloatMatrix features = FloatMatrix.zeros(size, parts.get(0).features.cols());
    int[] labels = new int[size];
    int at = 0;
    for (Examples part : parts) {
      for (int row = 0; row < part.size(); row++) {
        part.copy(row, features, labels, at++);
      }
    }
    return new Examples(features, labels);
  }

  public int size() {
    return labels.length;
  }

  /** Copies example {@code from} into row {@code to} of a batch's input and labels. */
  public void copy(int from, Matrix input, int[] batchLabels, int to) {
    input.copyRow(to, features, from);
    batchLabels[to] = labels[from];
  }
}
