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
}
