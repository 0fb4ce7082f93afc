package dev.kindling.optim;

import dev.kindling.linalg.Matrix;

/**
 * RMSProp (Tieleman and Hinton 2012, lecture 6.5): {@code v = rho v + (1 - rho) g^2; parameters -=
 * rate g / (sqrt(v) + epsilon)}.
 *
 * @param weightDecay the L2 term: {@code g += weightDecay parameters} before anything else
 */
public record RmsProp(double learningRate, double rho, double epsilon, double weightDecay)
    implements GradientOptimizer {

  public RmsProp {
    Range.learningRate(learningRate);
    Range.fraction("rho", rho);
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
    v.scaleAndAddSquares(rho, 1 - rho, gradient);
    parameters.addScaledOverRoots(-rate, gradient, v, epsilon);
  }
}
