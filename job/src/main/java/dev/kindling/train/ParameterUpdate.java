package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.optim.Optimizer;
import dev.kindling.optim.OptimizerState;
import java.io.Serializable;

/** From a gradient sum to new parameters: one step of training, wherever it is taken. */
record ParameterUpdate(Network network, Optimizer optimizer, TrainingConfig.Reduction reduction)
    implements Serializable {

  /** Changes parameters and state in place; the sum's gradient is used up. */
  void apply(Matrix parameters, OptimizerState state, GradientSum sum) {
    network.moveStatistics(parameters, sum);
    sum.gradient().scale(reduction.factor(sum.examples()));
    optimizer.step(parameters, sum.gradient(), state);
  }
}
