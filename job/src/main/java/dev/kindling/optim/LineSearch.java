package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.util.function.Function;

/**
 * A search along a descent direction for a length that meets the strong Wolfe conditions (Nocedal
 * and Wright 2006, equation 3.7, algorithms 3.5 and 3.6): the loss is sufficiently lower, {@code
 * phi(a) <= phi(0) + c1 a phi'(0)}, and the slope sufficiently flatter, {@code |phi'(a)| <= c2
 * |phi'(0)|}.
 */
final class LineSearch<E extends Lbfgs.Evaluation> {
  private static final double C1 = 1e-4; // N&W's values for quasi-Newton directions
  private static final double C2 = 0.9;
  private static final int EVALUATIONS = 20;

  /** What was found at a length: {@code phi}, its slope along the direction, and all of it. */
  record Trial<E>(double length, double loss, double slope, E evaluation) {}

  private final Matrix origin;
  private final Matrix direction;
  private final Function<Matrix, E> function;
  private final Trial<E> start;
  private int evaluations;

  /**
   * @param origin {@code [1 x P]}
   * @param direction {@code [1 x P]}, along which the loss falls
   */
  LineSearch(Matrix origin, Matrix direction, E start, Function<Matrix, E> function) {
    this.origin = origin;
    this.direction = direction;
    this.function = function;
    this.start = new Trial<>(0, start.loss(), direction.dot(start.gradient()), start);
  }

  /** {@code origin + length direction}, a vector of its own. */
  Matrix point(double length) {
    Matrix point = origin.copy();
    point.addScaled(length, direction);
    return point;
  }

  /**
   * Searches (algorithm 3.5).
   *
   * @param first the length to try first
   * @return where both conditions hold or, where rounding or {@value #EVALUATIONS} evaluations end
   *     the search before, the lowest one that is sufficiently lower; the start if there is none
   */
  Trial<E> from(double first) {
    Trial<E> previous = start;
    double length = first;
    while (evaluations < EVALUATIONS) {
      Trial<E> trial = at(length);
      if (!lower(trial, previous)) {
        return zoom(previous, trial);
      }
      if (flat(trial)) {
        return trial;
      }
      if (trial.slope >= 0) {
        return zoom(trial, previous);
      }
      previous = trial;
      length *= 2;
    }
    return previous;
  }

  /**
   * Narrows an interval down (algorithm 3.6).
   *
   * @param low the end with the lowest loss so far, from which the loss falls towards the other
   */
  private Trial<E> zoom(Trial<E> low, Trial<E> high) {
    while (evaluations < EVALUATIONS && !lostInRounding(low, high)) {
      Trial<E> trial = at(between(low, high));
      if (!lower(trial, low)) {
        high = trial;
        continue;
      }
      if (flat(trial)) {
        return trial;
      }
      if (trial.slope * (high.length - low.length) >= 0) {
        high = low;
      }
      low = trial;
    }
    return low;
  }

  private Trial<E> at(double length) {
    evaluations++;
    E evaluation = function.apply(point(length));
    return new Trial<>(length, evaluation.loss(), direction.dot(evaluation.gradient()), evaluation);
  }

  /**
   * Sufficiently lower than the start, and lower than another; false where the loss or the gradient
   * is not finite.
   */
  private boolean lower(Trial<E> trial, Trial<E> than) {
    return trial.loss <= start.loss + C1 * trial.length * start.slope
        && trial.loss < than.loss
        && Double.isFinite(trial.slope);
  }

  private boolean flat(Trial<E> trial) {
    return Math.abs(trial.slope) <= -C2 * start.slope;
  }

  /** Whether the loss changes less between two trials than it is known to. */
  private boolean lostInRounding(Trial<E> low, Trial<E> high) {
    double change = low.slope * (high.length - low.length);
    return Math.abs(change) <= origin.precision().roundoff() * Math.abs(low.loss);
  }

  /** The minimum of the cubic through both ends (equation 3.59), well inside the interval. */
  private static double between(Trial<?> a, Trial<?> b) {
    double width = b.length - a.length;
    double d1 = a.slope + b.slope + 3 * (a.loss - b.loss) / width;
    double d2 = Math.signum(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
    double part = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    // Not a number where a loss is infinite, or the cubic has no minimum.
    return a.length + width * (Double.isNaN(part) ? 0.5 : Math.min(Math.max(part, 0.1), 0.9));
  }
}
