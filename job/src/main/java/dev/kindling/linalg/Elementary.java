package dev.kindling.linalg;

/**
 * Elementary functions in both precisions. The overloads let one source text serve float and
 * double: what a kernel calls {@code exp} is resolved by the type of its argument. Double, for the
 * gradient check, is as exact as {@link StrictMath}; float, for training, is fast.
 */
final class Elementary {
  private Elementary() {}

  /** {@code e^y} for the elements {@code from} to {@code to - 1}, of which none is above 0. */
  static void exp(float[] data, int from, int to) {
    Exponential.exp(data, from, to);
  }

  static void exp(double[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      data[i] = StrictMath.exp(data[i]);
    }
  }

  /** {@code 1 / (1 + e^-y)} for the elements {@code from} to {@code to - 1}. */
  static void sigmoid(float[] data, int from, int to) {
    Exponential.sigmoid(data, from, to);
  }

  /**
   * Exact at both ends without a case distinction: exp(1000) is infinity and 1 / infinity is 0; for
   * large positive y, exp(-y) vanishes beside 1.
   */
  static void sigmoid(double[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      data[i] = 1 / (1 + StrictMath.exp(-data[i]));
    }
  }

  /** {@code tanh y} for the elements {@code from} to {@code to - 1}. */
  static void tanh(float[] data, int from, int to) {
    Exponential.tanh(data, from, to);
  }

  static void tanh(double[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      data[i] = StrictMath.tanh(data[i]);
    }
  }

  /**
   * The value where {@code y > 0}, otherwise 0, for finite numbers. Arithmetic, because the
   * compiler vectorises neither comparisons nor work on bits: the least positive number times 2^127
   * twice is more than 1.
   */
  static float ifPositive(float y, float value) {
    return value * Math.min(Math.max(y, 0) * 0x1p127f * 0x1p127f, 1);
  }

  static double ifPositive(double y, double value) {
    return value * Math.min(Math.max(y, 0) * 0x1p1023 * 0x1p1023, 1);
  }

  /** The value where {@code a = b}, otherwise 0, in the same way. */
  static float ifEqual(float a, float b, float value) {
    return value * (1 - ifPositive(Math.abs(a - b), 1));
  }

  static double ifEqual(double a, double b, double value) {
    return value * (1 - ifPositive(Math.abs(a - b), 1));
  }

  /** 1, -1 or, of a zero, the zero. */
  static float sign(float x) {
    return Math.max(Math.min(x * 0x1p127f * 0x1p127f, 1), -1);
  }
}
