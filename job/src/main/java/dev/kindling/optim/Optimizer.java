package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/** A rule that turns a gradient into a change of the parameters. Holds no state itself. */
public interface Optimizer extends Serializable {

  /** The state before the first step, for parameters like these. */
  OptimizerState initialState(Matrix parameters);

  /**
   * One step, in place.
   *
   * @param parameters {@code [1 x P]}, updated
   * @param gradient {@code [1 x P]}, of the loss to minimise, already divided as the loss is
   * @param state updated
   */
  void step(Matrix parameters, Matrix gradient, OptimizerState state);

  /** The learning rate of the next step. */
  double learningRate();
}
