package dev.kindling.optim;

import dev.kindling.linalg.Matrix;

/** An optimizer whose step needs one gradient, of whatever examples, and no loss. */
public non-sealed interface GradientOptimizer extends Optimizer {

  /**
   * One step, in place.
   *
   * @param parameters {@code [1 x P]}, updated
   * @param gradient {@code [1 x P]}, of the loss to minimise, already divided as the loss is; used
   *     up
   * @param state its vectors are updated; {@link OptimizerState#step} already counts this step
   * @param rate the learning rate of this step
   */
  void step(Matrix parameters, Matrix gradient, OptimizerState state, double rate);
}
