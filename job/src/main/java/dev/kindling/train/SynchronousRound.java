package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.optim.OptimizerState;

/** Synchronous mini-batch SGD: one step, with the gradient of all partitions together. */
record SynchronousRound(GradientStep gradients, ParameterUpdate update) implements Round {

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public Totals advance(Matrix parameters, OptimizerState state, int epoch, int from, int to) {
    GradientSum sum = gradients.compute(parameters, epoch, from);
    update.apply(parameters, state, sum);
    Divergence.check(sum.loss(), parameters, epoch, from, update.optimizer().learningRate());
    return Totals.of(sum);
  }

  @Override
  public void close() {
    gradients.close();
  }
}
