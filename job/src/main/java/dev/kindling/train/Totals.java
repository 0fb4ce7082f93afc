package dev.kindling.train;

/** Sums over the examples that training has gone through, for the metrics. */
record Totals(double loss, long correct, long examples) {
  static final Totals NONE = new Totals(0, 0, 0);

  Totals plus(Totals other) {
    return new Totals(loss + other.loss, correct + other.correct, examples + other.examples);
  }

  double accuracy() {
    return (double) correct / examples;
  }
}
