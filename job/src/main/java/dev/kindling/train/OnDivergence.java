package dev.kindling.train;

/** What becomes of training that diverges. */
enum OnDivergence {
  STOP,
  /** From the last checkpoint, or from the start, on with half the learning rate. */
  HALVE_RATE;

  static final String KEY = "on_divergence";

  /** How often a run halves its rate before it stops all the same. */
  static final int MOST_HALVINGS = 5;
}
