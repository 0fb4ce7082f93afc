package dev.kindling.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A partition's rows on their way from the shuffle to the scaling, in double. Each row is one
 * array: its rank within its split, its class, then its features, so that the shuffle moves nothing
 * but primitive arrays.
 */
final class DealtRows implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int HEAD = 2;

  private final double[][] rows;

  private DealtRows(double[][] rows) {
    this.rows = rows;
  }

  /** Encodes one row; a rank is exact in a double up to 2^53. */
  static double[] encode(long rank, int label, double[] features) {
    double[] row = new double[HEAD + features.length];
    row[0] = rank;
    row[1] = label;
    System.arraycopy(features, 0, row, HEAD, features.length);
    return row;
  }

  static double rank(double[] row) {
    return row[0];
  }

  /** Restores the order of the ranks, which a shuffle loses. */
  static DealtRows sorted(List<double[]> rows) {
    double[][] array = rows.toArray(double[][]::new);
    Arrays.sort(array, Comparator.comparingDouble(DealtRows::rank));
    return new DealtRows(array);
  }

  int size() {
    return rows.length;
  }

  int label(int row) {
    return (int) rows[row][1];
  }

  double[] features(int row) {
    return Arrays.copyOfRange(rows[row], HEAD, rows[row].length);
  }
}
