package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.optim.OptimizerState;

/** Synchronous mini-batch SGD: one step, with the gradient of all partitions together. */
record SynchronousRound(Network network, GradientStep gradients, ParameterUpdate update)
    implements Round {

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public Totals advance(
      Matrix parameters, OptimizerState state, LearningRate rate, int epoch, int from, int to) {
    GradientSum sum = gradients.compute(parameters, epoch, from);
    Divergence divergence = Divergence.at(network, epoch, from, to, rate);
    divergence.check(
        sum.loss(), sum.gradient(), () -> gradients.firstNotFinite(parameters, epoch, from));
    update.apply(network, parameters, state, sum, rate.at(epoch, from));
    divergence.check(sum.loss(), network, parameters);
    sum.release();
    return Totals.of(network, sum);
  }

  @Override
  public void close() {
    gradients.close();
  }
}
