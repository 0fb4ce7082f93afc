package dev.kindling.data;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.OrderedMerge;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;

/** The moments of each channel: what the scalings are fitted from. */
final class ScalingFit implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int RUN = 256; // channels that are merged by one task

  private final FeatureLayout layout;
  private final Moments[] channels;

  private ScalingFit(FeatureLayout layout, Moments[] channels) {
    this.layout = layout;
    this.channels = channels;
  }

  static ScalingFit of(DealtRows rows) {
    Moments[] channels = new Moments[rows.layout().channels()];
    Arrays.setAll(channels, c -> new Moments());
    ScalingFit fit = new ScalingFit(rows.layout(), channels);
    for (int row = 0; row < rows.size(); row++) {
      fit.add(rows.features(row));
    }
    return fit;
  }

  /** Fits to the training rows of all partitions. */
  static ScalingFit of(JavaRDD<Dealer.Dealt> dealt) {
    return joined(
        OrderedMerge.of(dealt.map(part -> of(part.training()).runs()), ScalingFit::merge));
  }

  /** Fits of so many channels each. */
  private List<ScalingFit> runs() {
    List<ScalingFit> runs = new ArrayList<>();
    for (int c = 0; c < channels.length; c += RUN) {
      int end = Math.min(channels.length, c + RUN);
      runs.add(new ScalingFit(layout, Arrays.copyOfRange(channels, c, end)));
    }
    return runs;
  }

  private static ScalingFit joined(List<ScalingFit> runs) {
    return new ScalingFit(
        runs.get(0).layout,
        runs.stream().flatMap(run -> Arrays.stream(run.channels)).toArray(Moments[]::new));
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

  /** Adds the rows of partitions that follow. */
  ScalingFit merge(ScalingFit later) {
    for (int c = 0; c < channels.length; c++) {
      channels[c].merge(later.channels[c]);
    }
    return this;
  }

  FittedFeatures fitted(Scaling kind) {
    return new FittedFeatures(scaling(kind), null, new DataProfile(List.of(), profile()));
  }

  private DataProfile.OfFeatures profile() {
    Moments all = new Moments();
    Arrays.stream(channels).forEach(all::merge);
    int constant = (int) Arrays.stream(channels).filter(c -> c.min() == c.max()).count();
    return new DataProfile.OfFeatures(layout.features(), channels.length, constant, all);
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
