package dev.kindling.optim;

import dev.kindling.linalg.Matrix;

/**
 * Stochastic gradient descent with momentum: {@code v = momentum v + g; parameters -= rate v}
 * (Polyak 1964, in the form of Sutskever et al. 2013 without the rate inside the velocity).
 * Nesterov's momentum looks one step ahead: {@code parameters -= rate (g + momentum v)}.
 *
 * @param weightDecay the L2 term: {@code g += weightDecay parameters} before anything else
 */
public record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay)
    implements GradientOptimizer {

  public Sgd {
    Range.learningRate(learningRate);
    Range.fraction("momentum", momentum);
    Range.notNegative("weight_decay", weightDecay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
  }

  @Override
  public int stateVectors() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public void step(Matrix parameters, Matrix gradient, OptimizerState state, double rate) {
    if (weightDecay != 0) {
      gradient.addScaled(weightDecay, parameters);
    }
    Matrix direction = gradient;
    if (momentum != 0) {
      Matrix velocity = state.vector(0);
      velocity.scaleAndAdd(momentum, 1, gradient);
      if (nesterov) {
        gradient.addScaled(momentum, velocity);
      } else {
        direction = velocity;
      }
    }
    parameters.addScaled(-rate, direction);
  }
}
