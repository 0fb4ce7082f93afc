package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/**
 * L-BFGS (Liu and Nocedal 1989; Nocedal and Wright 2006, algorithms 7.4 and 7.5): a quasi-Newton
 * method for a function whose loss and gradient can be had at any point, always of the same
 * examples. It remembers how the gradient changed over the latest steps, takes that for the
 * function's curvature, and searches along the direction that follows for a point that meets the
 * strong Wolfe conditions ({@link LineSearch}).
 *
 * @param history of how many steps it remembers, m
 * @param weightDecay the L2 term that the caller adds to loss and gradient, {@code weightDecay / 2
 *     |parameters|^2}
 * @param gradientTolerance the length of a gradient at which a minimum is found
 */
public record Lbfgs(int history, double weightDecay, double gradientTolerance)
    implements Optimizer {

  public Lbfgs {
    if (history < 1) {
      throw new IllegalArgumentException("history must be 1 or above, not " + history);
    }
    Range.notNegative("weight_decay", weightDecay);
    Range.notNegative("gradient_tolerance", gradientTolerance);
  }

  /** What the function is at a point. */
  public interface Evaluation {
    double loss();

    /** {@code [1 x P]} */
    Matrix gradient();
  }

  /** The step that a line search tries first, once there is a history. */
  @Override
  public double learningRate() {
    return 1;
  }

  /** The steps s, oldest first, then the changes of the gradient y; zeros where none was yet. */
  @Override
  public int stateVectors() {
    return 2 * history;
  }

  /** Whether the gradient is so short that there is nothing left to do. */
  public boolean converged(Evaluation at) {
    return Math.sqrt(at.gradient().sumOfSquares()) <= gradientTolerance;
  }

  /**
   * One iteration: one or more evaluations along one direction.
   *
   * @param parameters {@code [1 x P]}, updated
   * @param start the function at these parameters, not yet converged
   * @param state updated
   * @param function evaluates the function; must keep neither its argument nor its result's
   *     gradient
   * @return the function at the new parameters; {@code start} itself if no lower loss was found,
   *     and parameters and state are then as they were
   */
  public <E extends Evaluation> E iterate(
      Matrix parameters, E start, OptimizerState state, Function<Matrix, E> function) {
    List<Matrix> s = state.vectors().subList(0, history);
    List<Matrix> y = state.vectors().subList(history, 2 * history);
    Matrix direction = direction(start.gradient(), s, y);
    double first = s.get(history - 1).sumOfSquares() > 0 ? learningRate() : 0;
    if (first == 0 || !(direction.dot(start.gradient()) < 0)) {
      // Without a history, or with one that rounding has spoilt: steepest descent, of length 1.
      direction.copyFrom(start.gradient());
      direction.scale(-1);
      first = 1 / Math.sqrt(start.gradient().sumOfSquares());
    }
    LineSearch<E> search = new LineSearch<>(parameters, direction, start, function);
    LineSearch.Trial<E> end = search.from(first);
    if (end.evaluation() == start) {
      return start;
    }
    Matrix step = search.point(end.length()); // [1 x P]
    step.addScaled(-1, parameters);
    Matrix change = end.evaluation().gradient().copy(); // [1 x P]
    change.addScaled(-1, start.gradient());
    parameters.addScaled(end.length(), direction);
    state.advance(1);
    if (step.dot(change) > 0) { // otherwise the pair would make directions that climb
      push(s, step);
      push(y, change);
    }
    return end.evaluation();
  }

  /** {@code -H g}, H the approximate inverse Hessian (algorithm 7.4, with {@code H0} of 7.20). */
  private Matrix direction(Matrix gradient, List<Matrix> s, List<Matrix> y) {
    Matrix r = gradient.copy(); // [1 x P]
    double[] curvature = new double[history]; // s'y, 1 / rho; 0 where there is no pair
    double[] alpha = new double[history];
    for (int i = history - 1; i >= 0; i--) {
      curvature[i] = s.get(i).dot(y.get(i));
      if (curvature[i] > 0) {
        alpha[i] = s.get(i).dot(r) / curvature[i];
        r.addScaled(-alpha[i], y.get(i));
      }
    }
    if (curvature[history - 1] > 0) {
      r.scale(curvature[history - 1] / y.get(history - 1).sumOfSquares());
    }
    for (int i = 0; i < history; i++) {
      if (curvature[i] > 0) {
        double beta = y.get(i).dot(r) / curvature[i];
        r.addScaled(alpha[i] - beta, s.get(i));
      }
    }
    r.scale(-1);
    return r;
  }

  /** Puts a vector at the end and lets the first one go. */
  private static void push(List<Matrix> vectors, Matrix latest) {
    for (int i = 1; i < vectors.size(); i++) {
      vectors.get(i - 1).copyFrom(vectors.get(i));
    }
    vectors.get(vectors.size() - 1).copyFrom(latest);
  }
}
