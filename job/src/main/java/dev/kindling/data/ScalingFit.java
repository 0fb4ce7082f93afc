package dev.kindling.data;

import dev.kindling.model.FeatureScaling;
import dev.kindling.model.Scaling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Count, mean, sum of squared deviations and range of each feature: what the scalings are fitted
 * from. Rows are added by Welford's update and parts merged by the formula of Chan, Golub and
 * LeVeque 1979, so that a large mean costs no precision.
 */
final class ScalingFit implements Serializable {
  private static final long serialVersionUID = 1;

  private long count;
  private final double[] mean;
  private final double[] squares;
  private final double[] min;
  private final double[] max;

  ScalingFit(int features) {
    mean = new double[features];
    squares = new double[features];
    min = new double[features];
    max = new double[features];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
  }

  static ScalingFit of(DealtRows rows, int features) {
    ScalingFit fit = new ScalingFit(features);
    for (int row = 0; row < rows.size(); row++) {
      fit.add(rows.features(row));
    }
    return fit;
  }

  /** Merges the parts in the order of their partitions, which makes the result repeatable. */
  static ScalingFit merge(List<ScalingFit> parts) {
    ScalingFit all = new ScalingFit(parts.get(0).mean.length);
    parts.forEach(all::merge);
    return all;
  }

  private void add(double[] row) {
    count++;
    for (int j = 0; j < row.length; j++) {
      double delta = row[j] - mean[j];
      mean[j] += delta / count;
      squares[j] += delta * (row[j] - mean[j]);
      min[j] = Math.min(min[j], row[j]);
      max[j] = Math.max(max[j], row[j]);
    }
  }

  private void merge(ScalingFit other) {
    if (other.count == 0) {
      return;
    }
    double total = (double) count + other.count;
    for (int j = 0; j < mean.length; j++) {
      double delta = other.mean[j] - mean[j];
      mean[j] += delta * other.count / total;
      squares[j] += other.squares[j] + delta * delta * (count * (other.count / total));
      min[j] = Math.min(min[j], other.min[j]);
      max[j] = Math.max(max[j], other.max[j]);
    }
    count += other.count;
  }

  FeatureScaling scaling(Scaling kind) {
    return switch (kind) {
      case NONE -> FeatureScaling.none(mean.length);
      case STANDARDIZE -> {
        double[] deviation = new double[mean.length];
        for (int j = 0; j < mean.length; j++) {
          deviation[j] = Math.sqrt(squares[j] / count);
        }
        yield FeatureScaling.standardize(mean, deviation);
      }
      case MINMAX -> FeatureScaling.minmax(min, max);
    };
  }
}
