package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.optim.Optimizer;
import dev.kindling.optim.OptimizerState;

/** Synchronous mini-batch SGD: one step, with the gradient of all partitions together. */
record SynchronousRound(
    GradientStep gradients, Optimizer optimizer, TrainingConfig.Reduction reduction)
    implements Round {

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public Totals advance(Matrix parameters, OptimizerState state, int epoch, int from, int to) {
    GradientSum sum = gradients.compute(parameters, epoch, from);
    sum.gradient().scale(reduction.factor(sum.examples()));
    optimizer.step(parameters, sum.gradient(), state);
    Divergence.check(sum.loss(), parameters, epoch, from, optimizer.learningRate());
    return Totals.of(sum);
  }

  @Override
  public void close() {
    gradients.close();
  }
}
