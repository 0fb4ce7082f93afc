package dev.kindling.data;

import dev.kindling.model.FeatureScaling;
import dev.kindling.model.Scaling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Count, mean, sum of squared deviations and range of each channel: what the scalings are fitted
 * from. Values are added by Welford's update and parts merged by the formula of Chan, Golub and
 * LeVeque 1979, so that a large mean costs no precision.
 */
final class ScalingFit implements Serializable {
  private static final long serialVersionUID = 1;

  private final FeatureLayout layout;
  private long count; // of the values of each channel
  private final double[] mean;
  private final double[] squares;
  private final double[] min;
  private final double[] max;

  ScalingFit(FeatureLayout layout) {
    this.layout = layout;
    mean = new double[layout.channels()];
    squares = new double[layout.channels()];
    min = new double[layout.channels()];
    max = new double[layout.channels()];
    // The range of 8-bit pixels is known; a set without a black or a white one changes nothing.
    Arrays.fill(min, layout.bytes() ? 0 : Double.POSITIVE_INFINITY);
    Arrays.fill(max, layout.bytes() ? 255 : Double.NEGATIVE_INFINITY);
  }

  static ScalingFit of(DealtRows rows) {
    ScalingFit fit = new ScalingFit(rows.layout());
    for (int row = 0; row < rows.size(); row++) {
      fit.add(rows.features(row));
    }
    return fit;
  }

  /** Merges the parts in the order of their partitions, which makes the result repeatable. */
  static ScalingFit merge(List<ScalingFit> parts) {
    ScalingFit all = new ScalingFit(parts.get(0).layout);
    parts.forEach(all::merge);
    return all;
  }

  private void add(double[] row) {
    int size = layout.channelSize();
    for (int c = 0; c < mean.length; c++) {
      for (int i = 0; i < size; i++) {
        double x = row[c * size + i];
        double delta = x - mean[c];
        mean[c] += delta / (count + i + 1);
        squares[c] += delta * (x - mean[c]);
        min[c] = Math.min(min[c], x);
        max[c] = Math.max(max[c], x);
      }
    }
    count += size;
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
      case NONE -> FeatureScaling.none(layout.features());
      case STANDARDIZE -> {
        double[] deviation = new double[mean.length];
        for (int c = 0; c < mean.length; c++) {
          deviation[c] = Math.sqrt(squares[c] / count);
        }
        yield FeatureScaling.standardize(mean, deviation).ofChannels(layout.channelSize());
      }
      case MINMAX -> FeatureScaling.minmax(min, max).ofChannels(layout.channelSize());
    };
  }
}
