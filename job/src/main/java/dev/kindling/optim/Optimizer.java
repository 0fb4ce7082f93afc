package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/** A rule that makes parameters better. Holds no state itself. */
public sealed interface Optimizer extends Serializable permits GradientOptimizer, Lbfgs {

  /** The learning rate before any {@link Schedule}. */
  double learningRate();

  /** How many vectors as long as the parameters it remembers between steps. */
  int stateVectors();

  /** The state before the first step, for parameters like these. */
  default OptimizerState initialState(Matrix parameters) {
    return OptimizerState.zeros(stateVectors(), parameters);
  }
}
