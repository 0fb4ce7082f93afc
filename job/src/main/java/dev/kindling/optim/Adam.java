package dev.kindling.optim;

import dev.kindling.linalg.Matrix;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 -
 * beta2) g^2; parameters -= rate mhat / (sqrt(vhat) + epsilon)}, with {@code mhat = m / (1 -
 * beta1^t)} and {@code vhat = v / (1 - beta2^t)}.
 *
 * @param weightDecay pulls parameters towards zero
 * @param decoupled false: the decay is an L2 term, {@code g += weightDecay parameters}; true: AdamW
 *     (Loshchilov and Hutter 2019, algorithm 2, in PyTorch's form: the decay is multiplied by the
 *     whole rate, not only by the schedule's factor), {@code parameters -= rate weightDecay
 *     parameters}
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decoupled)
    implements GradientOptimizer {

  public Adam {
    Range.learningRate(learningRate);
    Range.fraction("beta1", beta1);
    Range.fraction("beta2", beta2);
    Range.positive("epsilon", epsilon);
    Range.notNegative("weight_decay", weightDecay);
  }

  @Override
  public int stateVectors() {
    return 2; // m, v
  }

  @Override
  public void step(Matrix parameters, Matrix gradient, OptimizerState state, double rate) {
    if (!decoupled) {
      gradient.addScaled(weightDecay, parameters);
    } else if (weightDecay != 0) {
      parameters.scale(1 - rate * weightDecay);
    }
    Matrix m = state.vector(0);
    m.scaleAndAdd(beta1, 1 - beta1, gradient);
    Matrix v = state.vector(1);
    v.scaleAndAddSquares(beta2, 1 - beta2, gradient);
    double mBias = 1 - StrictMath.pow(beta1, state.step());
    double vRoot = Math.sqrt(1 - StrictMath.pow(beta2, state.step()));
    // mhat / (sqrt(vhat) + epsilon), multiplied above and below by vRoot.
    parameters.addScaledOverRoots(-rate / mBias * vRoot, m, v, epsilon * vRoot);
  }
}
