package dev.kindling.data;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Features;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A partition's rows on their way from the shuffle to the packing, not yet scaled. Each row is one
 * array of bytes, so that the shuffle moves nothing but primitive arrays: its rank within its
 * split, its target, its weight, then its features as the layout says: each a double, each a byte,
 * or of each that is not 0 its index and a double.
 */
final class DealtRows implements Serializable {
  private static final long serialVersionUID = 1;
  private static final VarHandle RANK =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int HEAD = Long.BYTES + 2 * Double.BYTES;
  private static final int ENTRY = Integer.BYTES + Double.BYTES; // of a sparse row

  private final byte[][] rows;
  private final FeatureLayout layout;
  private final List<int[]> codes; // that categories change to, null where they stay

  private DealtRows(byte[][] rows, FeatureLayout layout, List<int[]> codes) {
    this.rows = rows;
    this.layout = layout;
    this.codes = codes;
  }

  static byte[] encode(
      long rank, double target, double weight, Features features, FeatureLayout layout) {
    return switch (layout.form()) {
      case NUMBERS -> {
        double[] all = features.toArray();
        ByteBuffer row = head(rank, target, weight, all.length * Double.BYTES);
        row.asDoubleBuffer().put(all);
        yield row.array();
      }
      case BYTES -> {
        double[] all = features.toArray();
        ByteBuffer row = head(rank, target, weight, all.length);
        for (double x : all) {
          row.put((byte) x);
        }
        yield row.array();
      }
      case SPARSE -> {
        Features.Sparse some = features.toSparse();
        ByteBuffer row = head(rank, target, weight, some.indices().length * ENTRY);
        for (int k = 0; k < some.indices().length; k++) {
          row.putInt(some.indices()[k]).putDouble(some.values()[k]);
        }
        yield row.array();
      }
    };
  }

  private static ByteBuffer head(long rank, double target, double weight, int more) {
    return ByteBuffer.allocate(HEAD + more).putLong(rank).putDouble(target).putDouble(weight);
  }

  static long rank(byte[] row) {
    return (long) RANK.get(row, 0);
  }

  /** Restores the order of the ranks, which a shuffle loses. */
  static DealtRows sorted(List<byte[]> rows, FeatureLayout layout) {
    byte[][] array = rows.toArray(byte[][]::new);
    Arrays.sort(array, Comparator.comparingLong(DealtRows::rank));
    return new DealtRows(array, layout, null);
  }

  /**
   * The same rows with other codes for categories.
   *
   * @param codes for each column the new code of each old one; null to keep all
   */
  DealtRows recoded(List<int[]> codes) {
    return new DealtRows(rows, layout, codes);
  }

  FeatureLayout layout() {
    return layout;
  }

  int size() {
    return rows.length;
  }

  double target(int row) {
    return ByteBuffer.wrap(rows[row]).getDouble(Long.BYTES);
  }

  /** What a row counts in training. */
  double weight(int row) {
    return ByteBuffer.wrap(rows[row]).getDouble(Long.BYTES + Double.BYTES);
  }

  double[] features(int row) {
    if (layout.form() == FeatureLayout.Form.SPARSE) {
      return sparse(row).toArray();
    }
    double[] features = new double[layout.features()];
    ByteBuffer from = ByteBuffer.wrap(rows[row]).position(HEAD);
    if (layout.bytes()) {
      for (int j = 0; j < features.length; j++) {
        features[j] = from.get() & 0xff;
      }
    } else {
      from.asDoubleBuffer().get(features);
    }
    if (codes != null) {
      recode(features);
    }
    return features;
  }

  private void recode(double[] features) {
    for (int c = 0; c < features.length; c++) {
      int[] ofColumn = codes.get(c);
      if (ofColumn.length > 0 && features[c] >= 0) { // neither missing nor unknown
        features[c] = ofColumn[(int) features[c]];
      }
    }
  }

  /** How many features of a row are kept where it is sparse. */
  int entries(int row) {
    return (rows[row].length - HEAD) / ENTRY;
  }

  /** A row's features where they are sparse. */
  Features.Sparse sparse(int row) {
    int[] indices = new int[entries(row)];
    double[] values = new double[indices.length];
    ByteBuffer from = ByteBuffer.wrap(rows[row]).position(HEAD);
    for (int k = 0; k < indices.length; k++) {
      indices[k] = from.getInt();
      values[k] = from.getDouble();
    }
    return new Features.Sparse(layout.features(), indices, values);
  }

  /** Copies a row's features where they are bytes. */
  void copyBytes(int row, byte[] into, int at) {
    System.arraycopy(rows[row], HEAD, into, at, layout.features());
  }
}
