package dev.kindling.data;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Features;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * The features of a partition's examples in primitive arrays. Numbers are scaled once, when they
 * are packed; 8-bit pixels stay bytes, a quarter of the memory, and are scaled on their way into a
 * batch; of sparse rows only what is not 0 is kept.
 */
sealed interface PackedFeatures extends Serializable {

  static PackedFeatures pack(DealtRows rows, FeaturePreparation preparation) {
    long kept =
        rows.layout().form() == FeatureLayout.Form.SPARSE
            ? IntStream.range(0, rows.size()).mapToLong(rows::entries).sum()
            : (long) rows.size() * preparation.inputs();
    if (kept > Integer.MAX_VALUE) {
      throw new DataException(
          rows.size()
              + " rows of "
              + preparation.inputs()
              + " inputs do not fit one partition; give more partitions (training.partitions)");
    }
    return switch (rows.layout().form()) {
      case NUMBERS -> Floats.of(rows, preparation);
      // Only numbers become other than scaled ones.
      case BYTES -> Bytes.of(rows, (FeatureScaling) preparation);
      case SPARSE -> Sparse.of(rows, (FeatureScaling) preparation, (int) kept);
    };
  }

  /** The number of inputs D. */
  int width();

  /** Copies the scaled features of example {@code from} into row {@code to} of a batch's input. */
  void copy(int from, Matrix input, int to);

  /** Scaled features, {@code [n x D]}. */
  record Floats(FloatMatrix scaled) implements PackedFeatures {
    private static Floats of(DealtRows rows, FeaturePreparation preparation) {
      FloatMatrix scaled = FloatMatrix.zeros(rows.size(), preparation.inputs());
      for (int row = 0; row < rows.size(); row++) {
        preparation.apply(rows.features(row), 0, scaled, row);
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

  /**
   * Scaled features in compressed sparse rows. What a 0 is scaled to differs from 0 with {@code
   * standardize}, and from feature to feature; it is the same in all rows, so it is kept once.
   *
   * @param zeros what zeros are scaled to, {@code [1 x D]}
   * @param offsets where each row's entries begin, and where the last one's end, {@code [n + 1]}
   * @param indices the feature of each entry
   * @param scaled the scaled value of each entry
   */
  record Sparse(FloatMatrix zeros, int[] offsets, int[] indices, float[] scaled)
      implements PackedFeatures {
    private static Sparse of(DealtRows rows, FeatureScaling scaling, int entries) {
      FloatMatrix zeros = FloatMatrix.zeros(1, scaling.features());
      scaling.apply(new double[scaling.features()], 0, zeros, 0);
      int[] offsets = new int[rows.size() + 1];
      int[] indices = new int[entries];
      float[] scaled = new float[entries];
      for (int row = 0; row < rows.size(); row++) {
        Features.Sparse features = rows.sparse(row);
        int at = offsets[row];
        for (int k = 0; k < features.indices().length; k++, at++) {
          indices[at] = features.indices()[k];
          scaled[at] = (float) scaling.scaled(indices[at], features.values()[k]);
        }
        offsets[row + 1] = at;
      }
      return new Sparse(zeros, offsets, indices, scaled);
    }

    @Override
    public int width() {
      return zeros.cols();
    }

    @Override
    public void copy(int from, Matrix input, int to) {
      input.copyRow(to, zeros, 0);
      int row = to * width();
      for (int at = offsets[from]; at < offsets[from + 1]; at++) {
        input.set(row + indices[at], scaled[at]);
      }
    }
  }
}
