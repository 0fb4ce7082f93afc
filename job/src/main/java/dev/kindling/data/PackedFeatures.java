package dev.kindling.data;

import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.FeatureScaling;
import java.io.Serializable;

/**
 * The features of a partition's examples in one primitive array. Numbers are scaled once, when they
 * are packed; 8-bit pixels stay bytes, a quarter of the memory, and are scaled on their way into a
 * batch.
 */
sealed interface PackedFeatures extends Serializable {

  static PackedFeatures pack(DealtRows rows, FeatureScaling scaling) {
    if ((long) rows.size() * scaling.features() > Integer.MAX_VALUE) {
      throw new DataException(
          rows.size()
              + " rows of "
              + scaling.features()
              + " features do not fit one partition; give more partitions (training.partitions)");
    }
    return rows.layout().bytes() ? Bytes.of(rows, scaling) : Floats.of(rows, scaling);
  }

  /** The number of features D. */
  int width();

  /** Copies the scaled features of example {@code from} into row {@code to} of a batch's input. */
  void copy(int from, Matrix input, int to);

  /** Scaled features, {@code [n x D]}. */
  record Floats(FloatMatrix scaled) implements PackedFeatures {
    private static Floats of(DealtRows rows, FeatureScaling scaling) {
      FloatMatrix scaled = FloatMatrix.zeros(rows.size(), scaling.features());
      for (int row = 0; row < rows.size(); row++) {
        scaling.apply(rows.features(row), 0, scaled, row);
      }
      return new Floats(scaled);
    }

    @Override
    public int width() {
      return scaled.cols();
    }

    @Override
    public void copy(int from, Matrix input, int to) {
      input.copyRow(to, scaled, from);
    }
  }

  /** The pixels of n images, one image after the other. */
  record Bytes(byte[] pixels, FeatureScaling scaling) implements PackedFeatures {
    private static Bytes of(DealtRows rows, FeatureScaling scaling) {
      byte[] pixels = new byte[rows.size() * scaling.features()];
      for (int row = 0; row < rows.size(); row++) {
        rows.copyBytes(row, pixels, row * scaling.features());
      }
      return new Bytes(pixels, scaling);
    }

    @Override
    public int width() {
      return scaling.features();
    }

    @Override
    public void copy(int from, Matrix input, int to) {
      scaling.applyToBytes(pixels, from * width(), input, to);
    }
  }
}
