package dev.kindling.train;

/** What becomes of training that diverges. */
enum OnDivergence {
  STOP,
  /** From a state that was kept, on with half the learning rate. */
  HALVE_RATE;

  static final String KEY = "on_divergence";

  /** How often a run halves its rate before it stops all the same. */
  static final int MOST_HALVINGS = 5;

  /** Whether training goes on after it has diverged. */
  boolean goesOn(TrainingState diverged) {
    return this == HALVE_RATE && diverged.halvings < MOST_HALVINGS;
  }

  /** What a run that does not go on ends with. */
  DivergedException endOf(DivergedException e) {
    return this == STOP
        ? e
        : new DivergedException(
            "%s; the learning rate was halved %d times before (training.%s), which did not help"
                .formatted(e.getMessage(), MOST_HALVINGS, KEY));
  }

  /** Readies a state from before training diverged for going on: with half the rate of then. */
  static TrainingState goingOn(TrainingState kept, TrainingState diverged) {
    kept.rateFactor = diverged.rateFactor / 2;
    kept.halvings = diverged.halvings + 1;
    return kept;
  }
}
