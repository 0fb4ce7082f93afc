package dev.kindling.optim;

/** The ranges of what optimizers and schedules can be set to, checked where one is made. */
final class Range {
  private Range() {}

  static void learningRate(double value) {
    positive("learning_rate", value);
  }

  static void positive(String name, double value) {
    check(value > 0 && value < Double.POSITIVE_INFINITY, name, "above 0", value);
  }

  static void notNegative(String name, double value) {
    check(value >= 0 && value < Double.POSITIVE_INFINITY, name, "0 or above", value);
  }

  /** Above 0, to 1. */
  static void part(String name, double value) {
    check(value > 0 && value <= 1, name, "in (0, 1]", value);
  }

  /** From 0 to 1. */
  static void unit(String name, double value) {
    check(value >= 0 && value <= 1, name, "in [0, 1]", value);
  }

  /** From 0 to below 1. */
  static void fraction(String name, double value) {
    check(value >= 0 && value < 1, name, "in [0, 1)", value);
  }

  private static void check(boolean holds, String name, String legal, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + legal + ", not " + value);
    }
  }
}
