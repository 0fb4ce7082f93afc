package dev.kindling.train;

import dev.kindling.nn.GradientSum;
import java.io.Serializable;

/**
 * Sums over the examples that training has gone through, for the metrics.
 *
 * @param loss weighted as in the gradient
 * @param weight what the examples count together
 */
record Totals(double loss, double weight, long correct, long examples) implements Serializable {
  static final Totals NONE = new Totals(0, 0, 0, 0);

  static Totals of(GradientSum sum) {
    return new Totals(sum.loss(), sum.weight(), sum.correct(), sum.examples());
  }

  Totals plus(Totals other) {
    return new Totals(
        loss + other.loss,
        weight + other.weight,
        correct + other.correct,
        examples + other.examples);
  }

  double accuracy() {
    return (double) correct / examples;
  }
}
