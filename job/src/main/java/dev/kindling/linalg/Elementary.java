package dev.kindling.linalg;

/**
 * Elementary functions in both precisions. The overloads let one source text serve float and
 * double: what a kernel calls {@code exp} is resolved by the type of its argument.
 */
final class Elementary {
  private Elementary() {}

  static float exp(float x) {
    return (float) Math.exp(x);
  }

  static double exp(double x) {
    return Math.exp(x);
  }

  static float sigmoid(float x) {
    return (float) sigmoid((double) x);
  }

  /**
   * {@code 1 / (1 + exp(-x))}. Exact at both ends without a case distinction: exp(1000) is infinity
   * and 1 / infinity is 0; for large positive x, exp(-x) vanishes beside 1.
   */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static float tanh(float x) {
    return (float) Math.tanh(x);
  }

  static double tanh(double x) {
    return Math.tanh(x);
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
}
