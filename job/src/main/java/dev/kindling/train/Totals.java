package dev.kindling.train;

import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import java.io.Serializable;

/**
 * Sums over the examples that training has gone through, for the metrics.
 *
 * @param loss weighted as in the gradient, in the targets' own unit
 * @param weight what the examples count together
 * @param gradients of examples that were computed: one of each, or more in a line search
 */
record Totals(double loss, double weight, long correct, long examples, long gradients)
    implements Serializable {
  static final Totals NONE = new Totals(0, 0, 0, 0, 0);

  /** Those of a sum that such a network has made. */
  static Totals of(Network network, GradientSum sum) {
    double loss = sum.loss() * network.lossUnit();
    return new Totals(loss, sum.weight(), sum.correct(), sum.examples(), sum.examples());
  }

  Totals plus(Totals other) {
    return new Totals(
        loss + other.loss,
        weight + other.weight,
        correct + other.correct,
        examples + other.examples,
        gradients + other.gradients);
  }

  double accuracy() {
    return (double) correct / examples;
  }
}
