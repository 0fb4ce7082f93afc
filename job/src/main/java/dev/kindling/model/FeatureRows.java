package dev.kindling.model;

import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * Rows of features as a caller has them.
 *
 * @param width how many features a row has; -1 where it is null
 * @param row the features of one, until the next is asked for
 * @param place what messages call one
 */
record FeatureRows(
    int count, IntUnaryOperator width, IntFunction<double[]> row, IntFunction<String> place) {

  static FeatureRows of(double[][] rows, IntFunction<String> place) {
    require(rows);
    return new FeatureRows(
        rows.length, row -> rows[row] == null ? -1 : rows[row].length, row -> rows[row], place);
  }

  /**
   * Rows that become wider one at a time: all of them would take twice the memory that they have.
   *
   * @param features of each row
   */
  static FeatureRows of(float[][] rows, int features) {
    require(rows);
    double[] wide = new double[features];
    return new FeatureRows(
        rows.length,
        row -> rows[row] == null ? -1 : rows[row].length,
        row -> {
          for (int i = 0; i < features; i++) {
            wide[i] = rows[row][i];
          }
          return wide;
        },
        FeatureRows::place);
  }

  /** What messages call a row of which nothing but its number is known. */
  static String place(int row) {
    return "row " + row;
  }

  private static void require(Object rows) {
    if (rows == null) {
      throw new IllegalArgumentException("the rows are null");
    }
  }
}
