package dev.kindling.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of a learning-rate range test (Smith 2017, "Cyclical learning rates for training
 * neural networks", section 3.3): rates that rise exponentially, each with the loss of the
 * mini-batch that it was used on.
 */
public final class LossCurve {
  static final double LOWEST_RATE = 1e-7;
  static final double HIGHEST_RATE = 10;
  static final int STEPS = 120;

  private static final double SMOOTHING = 0.9;
  private static final double DIVERGED = 4; // times the lowest smoothed loss
  private static final int FIRST = 10; // a smoothed loss before is of few losses
  private static final int REACH = 3; // steps before and after, over which the loss falls

  private final List<Point> points = new ArrayList<>();
  private double sum; // of losses, each weighing SMOOTHING times the one after it
  private double weight;
  private Point lowest;

  /**
   * One step.
   *
   * @param loss before the step, the mean of its examples
   * @param smoothed the mean of it and those before, each of which weighs nine tenths of the next
   */
  public record Point(double rate, double loss, double smoothed) {}

  /** The rate of the next step. */
  double nextRate() {
    return LOWEST_RATE * StrictMath.pow(HIGHEST_RATE / LOWEST_RATE, points.size() / (STEPS - 1.0));
  }

  /** Adds the next step. */
  void add(double loss) {
    double rate = nextRate();
    sum = SMOOTHING * sum + loss;
    weight = SMOOTHING * weight + 1;
    Point point = new Point(rate, loss, sum / weight);
    points.add(point);
    if (lowest == null || point.smoothed < lowest.smoothed) {
      lowest = point;
    }
  }

  /** Whether the highest rate was tried, or the smoothed loss is four times its lowest. */
  boolean ended() {
    return points.size() == STEPS
        || lowest != null && points.get(points.size() - 1).smoothed > DIVERGED * lowest.smoothed;
  }

  public List<Point> points() {
    return List.copyOf(points);
  }

  /** The step with the lowest smoothed loss, null before the first. */
  Point lowest() {
    return lowest;
  }

  /** Whether there is a {@link #suggestion}: the loss came down after the first few steps. */
  boolean hasSuggestion() {
    return points.indexOf(lowest) >= FIRST + 2 * REACH;
  }

  /**
   * The rate at which the smoothed loss falls fastest, before its lowest: in the middle of the six
   * steps, a factor of 2.5 in the rate, over which it falls most.
   */
  public double suggestion() {
    int steepest = FIRST + REACH;
    for (int step = steepest; step + REACH <= points.indexOf(lowest); step++) {
      if (change(step) < change(steepest)) {
        steepest = step;
      }
    }
    return points.get(steepest).rate;
  }

  private double change(int step) {
    return points.get(step + REACH).smoothed - points.get(step - REACH).smoothed;
  }
}
