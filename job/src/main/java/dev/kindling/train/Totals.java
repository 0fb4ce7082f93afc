package dev.kindling.train;

import dev.kindling.nn.GradientSum;
import java.io.Serializable;

/** Sums over the examples that training has gone through, for the metrics. */
record Totals(double loss, long correct, long examples) implements Serializable {
  static final Totals NONE = new Totals(0, 0, 0);

  static Totals of(GradientSum sum) {
    return new Totals(sum.loss(), sum.correct(), sum.examples());
  }

  Totals plus(Totals other) {
    return new Totals(loss + other.loss, correct + other.correct, examples + other.examples);
  }

  double accuracy() {
    return (double) correct / examples;
  }
}
