package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/** A rule that turns a gradient into a change of the parameters. Holds no state itself. */
public interface Optimizer extends Serializable {

  /** The learning rate before any {@link Schedule}. */
  double learningRate();

  /** The state before the first step, for parameters like these. */
  OptimizerState initialState(Matrix parameters);

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
