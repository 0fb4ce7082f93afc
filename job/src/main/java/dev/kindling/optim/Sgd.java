package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.util.List;

/**
 * Stochastic gradient descent with momentum: {@code v = momentum v + g; parameters -= learningRate
 * v} (Polyak 1964, in the form of Sutskever et al. 2013 without the rate inside the velocity).
 */
public record Sgd(double learningRate, double momentum) implements Optimizer {

  public Sgd {
    if (!(learningRate > 0) || learningRate == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("learning_rate must be above 0, not " + learningRate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), not " + momentum);
    }
  }

  @Override
  public OptimizerState initialState(Matrix parameters) {
    return new OptimizerState(
        momentum == 0 ? List.of() : List.of(parameters.precision().vector(parameters.size())));
  }

  @Override
  public void step(Matrix parameters, Matrix gradient, OptimizerState state) {
    Matrix direction = gradient;
    if (momentum != 0) {
      direction = state.vectors().get(0);
      direction.scale(momentum);
      direction.addScaled(1, gradient);
    }
    parameters.addScaled(-learningRate, direction);
  }
}
