package dev.kindling.data;

import java.io.Serializable;

/**
 * Count, mean, sum of squared deviations and range of some numbers. Values are added by Welford's
 * update and parts merged by the formula of Chan, Golub and LeVeque 1979, so that a large mean
 * costs no precision. Parts must be merged in an order of their own for a result that repeats.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1;

  private long count;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  public void add(double x) {
    double delta = x - mean;
    mean += delta / ++count;
    squares += delta * (x - mean);
    min = Math.min(min, x);
    max = Math.max(max, x);
  }

  public void merge(Moments other) {
    if (other.count == 0) {
      return;
    }
    double total = (double) count + other.count;
    double delta = other.mean - mean;
    mean += delta * other.count / total;
    squares += other.squares + delta * delta * (count * (other.count / total));
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    count += other.count;
  }

  public long count() {
    return count;
  }

  public double mean() {
    return mean;
  }

  /** The root of the mean squared deviation. */
  public double deviation() {
    return Math.sqrt(squares / count);
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }
}
