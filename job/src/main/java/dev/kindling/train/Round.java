package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.optim.OptimizerState;

/** What happens between two synchronisations of the parameters: one Spark job. */
interface Round extends AutoCloseable {

  /** How many steps of an epoch one round takes. */
  int steps();

  /**
   * Takes the steps {@code from} to {@code to - 1} of an epoch.
   *
   * @param parameters {@code [1 x P]}, updated
   * @param state updated
   * @param rate of every step
   * @return the sums over the examples of these steps, as they were before each step's update
   */
  Totals advance(
      Matrix parameters, OptimizerState state, LearningRate rate, int epoch, int from, int to);

  /** Why further rounds would change nothing, or null while they may. */
  default String ended() {
    return null;
  }

  /** Gives back what the round keeps on the executors. */
  @Override
  void close();
}
