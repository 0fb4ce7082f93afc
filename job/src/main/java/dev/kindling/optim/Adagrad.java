package dev.kindling.optim;

import dev.kindling.linalg.Matrix;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, with the diagonal of the matrix): {@code v += g^2;
 * parameters -= rate g / (sqrt(v) + epsilon)}.
 *
 * @param weightDecay the L2 term: {@code g += weightDecay parameters} before anything else
 */
public record Adagrad(double learningRate, double epsilon, double weightDecay)
    implements GradientOptimizer {

  public Adagrad {
    Range.learningRate(learningRate);
    Range.positive("epsilon", epsilon);
    Range.notNegative("weight_decay", weightDecay);
  }

  @Override
  public int stateVectors() {
    return 1;
  }

  @Override
  public void step(Matrix parameters, Matrix gradient, OptimizerState state, double rate) {
    if (weightDecay != 0) {
      gradient.addScaled(weightDecay, parameters);
    }
    Matrix v = state.vector(0);
    v.scaleAndAddSquares(1, 1, gradient);
    parameters.addScaledOverRoots(-rate, gradient, v, epsilon);
  }
}
