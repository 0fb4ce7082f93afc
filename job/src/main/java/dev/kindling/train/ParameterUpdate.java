package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.optim.GradientOptimizer;
import dev.kindling.optim.OptimizerState;
import java.io.Serializable;

/**
 * From a gradient sum to new parameters: one step of training, wherever it is taken.
 *
 * @param clipNorm the greatest length of the gradient, to which a longer one is shortened (Pascanu,
 *     Mikolov and Bengio 2013, algorithm 1); infinite for none
 */
record ParameterUpdate(
    GradientOptimizer optimizer, TrainingConfig.Reduction reduction, double clipNorm)
    implements Serializable {

  static ParameterUpdate of(TrainingConfig config) {
    return new ParameterUpdate(
        (GradientOptimizer) config.optimizer(), config.reduction(), config.clipNorm());
  }

  /** Changes parameters and state in place; the sum's gradient is used up. */
  void apply(
      Network network, Matrix parameters, OptimizerState state, GradientSum sum, double rate) {
    network.moveStatistics(parameters, sum);
    Matrix gradient = sum.gradient();
    gradient.scale(reduction.factor(sum.weight()));
    clip(gradient);
    state.advance(1);
    for (Network.Range range : network.trained()) {
      optimizer.step(
          parameters.view(range.from(), 1, range.size()),
          gradient.view(range.from(), 1, range.size()),
          state.view(range.from(), range.size()),
          rate);
    }
  }

  private void clip(Matrix gradient) {
    if (clipNorm < Double.POSITIVE_INFINITY) {
      double norm = Math.sqrt(gradient.sumOfSquares());
      if (norm > clipNorm) {
        gradient.scale(clipNorm / norm);
      }
    }
  }
}
