package dev.kindling.data;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The moments of each channel: what the scalings are fitted from. */
final class ScalingFit implements Serializable {
  private static final long serialVersionUID = 1;

  private final FeatureLayout layout;
  private final Moments[] channels;

  ScalingFit(FeatureLayout layout) {
    this.layout = layout;
    channels = new Moments[layout.channels()];
    Arrays.setAll(channels, c -> new Moments());
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
    for (int c = 0; c < channels.length; c++) {
      Moments channel = channels[c];
      for (int i = 0; i < size; i++) {
        channel.add(row[c * size + i]);
      }
    }
  }

  private void merge(ScalingFit other) {
    for (int c = 0; c < channels.length; c++) {
      channels[c].merge(other.channels[c]);
    }
  }

  FeatureScaling scaling(Scaling kind) {
    return switch (kind) {
      case NONE -> FeatureScaling.none(layout.features());
      case STANDARDIZE ->
          FeatureScaling.standardize(of(Moments::mean), of(Moments::deviation))
              .ofChannels(layout.channelSize());
      case MINMAX -> minmax().ofChannels(layout.channelSize());
    };
  }

  private FeatureScaling minmax() {
    if (!layout.bytes()) {
      return FeatureScaling.minmax(of(Moments::min), of(Moments::max));
    }
    // The range of 8-bit pixels is known; a set without a black or a white one changes nothing.
    double[] white = new double[channels.length];
    Arrays.fill(white, 255);
    return FeatureScaling.minmax(new double[channels.length], white);
  }

  private double[] of(ToDoubleFunction<Moments> moment) {
    return Arrays.stream(channels).mapToDouble(moment).toArray();
  }
}
