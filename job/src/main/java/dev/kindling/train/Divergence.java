package dev.kindling.train;

import dev.kindling.linalg.Matrix;

/** The check after each round that training still computes with numbers. */
final class Divergence {
  private Divergence() {}

  /**
   * @param parameters that came out of the round
   * @throws CheckFailedException if the loss or a parameter is not finite
   */
  static void check(double loss, Matrix parameters, int epoch, int step, double learningRate) {
    if (!Double.isFinite(loss) || !parameters.isFinite()) {
      throw new CheckFailedException(
          "training diverged in epoch %d, step %d: the loss sum is %s%s; the learning rate is %s: lower it (training.optimizer) or scale the features (data.features: standardize)"
              .formatted(
                  epoch,
                  step + 1,
                  loss,
                  Double.isFinite(loss) ? " but the parameters are not finite" : "",
                  learningRate));
    }
  }
}
