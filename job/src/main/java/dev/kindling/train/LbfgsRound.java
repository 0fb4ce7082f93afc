package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.optim.Lbfgs;
import dev.kindling.optim.OptimizerState;
import java.util.Locale;

/** One iteration of L-BFGS on all examples: a Spark job for each point that its search looks at. */
final class LbfgsRound implements Round {
  private final Lbfgs lbfgs;
  private final Network network;
  private final GradientStep gradients;
  private final TrainingConfig.Reduction reduction;
  private Evaluated current; // at the latest parameters; null at first and after a resume
  private long computed; // gradients of examples, in this round
  private String ended;

  /**
   * @param gradients over a plan of one step with all examples
   */
  LbfgsRound(
      Lbfgs lbfgs, Network network, GradientStep gradients, TrainingConfig.Reduction reduction) {
    this.lbfgs = lbfgs;
    this.network = network;
    this.gradients = gradients;
    this.reduction = reduction;
  }

  /** Loss and gradient as they are minimised: reduced, with the L2 term. */
  private record Evaluated(Totals totals, double loss, Matrix gradient)
      implements Lbfgs.Evaluation {}

  @Override
  public int steps() {
    return 1;
  }

  /** The totals are those of the parameters that the round ends with. */
  @Override
  public Totals advance(
      Matrix parameters, OptimizerState state, LearningRate rate, int epoch, int from, int to) {
    computed = 0;
    if (current == null) {
      current = evaluate(parameters);
      // After a resume the run that was stopped has counted this evaluation.
      computed = state.step() == 0 ? computed : 0;
    }
    Evaluated start = current;
    Divergence.at(network, epoch, from, to)
        .check(
            start.totals.loss(), start.gradient, () -> gradients.firstNotFinite(parameters, 1, 0));
    // The search takes no point where the loss or the gradient is not finite.
    Evaluated end =
        lbfgs.converged(current)
            ? current
            : lbfgs.iterate(parameters, current, state, this::evaluate);
    if (lbfgs.converged(end)) {
      ended = String.format(Locale.ROOT, "the gradient's length has come down to %.2g", norm(end));
    } else if (end == current) {
      ended =
          String.format(
              Locale.ROOT,
              "the line search found no lower loss, where the gradient's length is %.2g",
              norm(end));
    }
    current = end;
    Totals at = end.totals;
    return new Totals(at.loss(), at.weight(), at.correct(), at.examples(), computed);
  }

  @Override
  public String ended() {
    return ended;
  }

  private Evaluated evaluate(Matrix parameters) {
    // Always in the order of the first epoch: in another one, sums round differently, and a search
    // would compare the losses of two functions.
    GradientSum sum = gradients.compute(parameters, 1, 0);
    computed += sum.examples();
    double factor = reduction.factor(sum.weight());
    Matrix gradient = sum.gradient();
    gradient.scale(factor);
    double squares = 0;
    for (Network.Range range : network.trained()) {
      Matrix trained = parameters.view(range.from(), 1, range.size());
      gradient.view(range.from(), 1, range.size()).addScaled(lbfgs.weightDecay(), trained);
      squares += trained.sumOfSquares();
    }
    double decay = lbfgs.weightDecay() / 2 * squares;
    return new Evaluated(Totals.of(network, sum), sum.loss() * factor + decay, gradient);
  }

  private static double norm(Evaluated at) {
    return Math.sqrt(at.gradient.sumOfSquares());
  }

  @Override
  public void close() {
    gradients.close();
  }
}
