package dev.kindling.data;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A partition's rows on their way from the shuffle to the packing, not yet scaled. Each row is one
 * array of bytes, so that the shuffle moves nothing but primitive arrays: its rank within its
 * split, its target, its weight, then its features, each a double, or a byte where the layout says
 * so.
 */
final class DealtRows implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int HEAD = Long.BYTES + 2 * Double.BYTES;

  private final byte[][] rows;
  private final FeatureLayout layout;

  private DealtRows(byte[][] rows, FeatureLayout layout) {
    this.rows = rows;
    this.layout = layout;
  }

  static byte[] encode(
      long rank, double target, double weight, double[] features, FeatureLayout layout) {
    int width = layout.bytes() ? 1 : Double.BYTES;
    ByteBuffer row = ByteBuffer.allocate(HEAD + features.length * width);
    row.putLong(rank).putDouble(target).putDouble(weight);
    for (double x : features) {
      if (layout.bytes()) {
        row.put((byte) x);
      } else {
        row.putDouble(x);
      }
    }
    return row.array();
  }

  static long rank(byte[] row) {
    return ByteBuffer.wrap(row).getLong();
  }

  /** Restores the order of the ranks, which a shuffle loses. */
  static DealtRows sorted(List<byte[]> rows, FeatureLayout layout) {
    byte[][] array = rows.toArray(byte[][]::new);
    Arrays.sort(array, Comparator.comparingLong(DealtRows::rank));
    return new DealtRows(array, layout);
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
    double[] features = new double[layout.features()];
    ByteBuffer from = ByteBuffer.wrap(rows[row]).position(HEAD);
    for (int j = 0; j < features.length; j++) {
      features[j] = layout.bytes() ? from.get() & 0xff : from.getDouble();
    }
    return features;
  }

  /** Copies a row's features where they are bytes. */
  void copyBytes(int row, byte[] into, int at) {
    System.arraycopy(rows[row], HEAD, into, at, layout.features());
  }
}
