package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Matrices for tests. */
public final class Matrices {
  private Matrices() {}

  /** Standard normal numbers; in float they are those in double, rounded. */
  public static Matrix random(Precision precision, int rows, int cols, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix matrix = precision.zeros(rows, cols);
    for (int i = 0; i < matrix.size(); i++) {
      matrix.set(i, random.nextGaussian());
    }
    return matrix;
  }

  public static Matrix of(Precision precision, int rows, int cols, double... values) {
    assertEquals(rows * cols, values.length, "numbers for a matrix of this shape");
    Matrix matrix = precision.zeros(rows, cols);
    for (int i = 0; i < values.length; i++) {
      matrix.set(i, values[i]);
    }
    return matrix;
  }

  public static Matrix row(Precision precision, double... values) {
    return of(precision, 1, values.length, values);
  }

  /** All elements in row-major order. */
  public static double[] values(Matrix matrix) {
    return IntStream.range(0, matrix.size()).mapToDouble(matrix::get).toArray();
  }

  /**
   * Compares element by element, relative to the expected value where that is beyond 1 and absolute
   * below: a small sum of large terms carries the rounding errors of the terms.
   */
  public static void assertClose(Matrix expected, Matrix actual, double tolerance) {
    assertEquals(expected.toString(), actual.toString(), "shape");
    for (int i = 0; i < expected.size(); i++) {
      assertClose(expected.get(i), actual.get(i), tolerance, "element " + i);
    }
  }

  public static void assertClose(double expected, double actual, double tolerance, String what) {
    assertTrue(
        Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
        () -> what + " is " + actual + " but should be " + expected);
  }
}
