package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.nn.Loss;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a classifier comes to that has learned nothing: guessing all of K classes alike costs ln K,
 * and always guessing the most frequent one is right in its share of the rows.
 */
record ChanceLevel(int classes, double majorityShare) {
  /** By then something should have been learned. */
  static final int EPOCHS = 5;

  /** Null where the loss of training is weighted, smoothed or summed, or no classifier's. */
  static ChanceLevel of(TrainingConfig config, Dataset data) {
    if (config.loss() != Loss.SOFTMAX_CROSS_ENTROPY
        || config.classWeights() != null
        || config.labelSmoothing() > 0
        || config.reduction() != TrainingConfig.Reduction.MEAN
        || config.epochs() < EPOCHS
        || data.weighted()) {
      return null;
    }
    long[] counts = data.trainingClassCounts();
    double majority = Arrays.stream(counts).max().orElseThrow();
    return new ChanceLevel(counts.length, majority / data.trainingRows());
  }

  /** What is to be said of an epoch that is no better, or null. */
  String remark(EpochMetrics epoch) {
    double guessing = StrictMath.log(classes);
    if (epoch.epoch() < EPOCHS) {
      return null;
    }
    double loss = epoch.train().loss();
    if (loss >= guessing) {
      return said(epoch, "loss", loss, "below that of guessing, ln K", guessing);
    }
    double accuracy = epoch.train().metrics().get("accuracy");
    return accuracy > majorityShare
        ? null
        : said(
            epoch,
            "accuracy",
            accuracy,
            "above the share of the most frequent class",
            majorityShare);
  }

  private static String said(
      EpochMetrics epoch, String metric, double value, String expected, double chance) {
    return String.format(
        Locale.ROOT,
        "the network has learned nothing in %d epochs: its training %s of %.4f is not %s (%.4f);"
            + " try another learning rate (training.optimizer) or scaling (data.features), and look"
            + " at the labels",
        epoch.epoch(),
        metric,
        value,
        expected,
        chance);
  }
}
