package dev.kindling.train;

import dev.kindling.config.Wording;
import dev.kindling.data.Dataset;
import java.util.Arrays;

/**
 * What a network comes to that has learned nothing. Of a classifier guessing all of K classes alike
 * costs ln K, and always guessing the most frequent one is right in its share of the rows; always
 * predicting the mean of numbers costs their variance.
 *
 * @param loss of guessing
 * @param guessing what that is, in words
 * @param accuracy of guessing, NaN where there is none
 */
record ChanceLevel(double loss, String guessing, double accuracy) {
  /** By then something should have been learned. */
  static final int EPOCHS = 5;

  /** Null where the loss of training is weighted, smoothed, summed or of log-odds, or constant. */
  static ChanceLevel of(TrainingConfig config, Dataset data) {
    if (config.classWeights() != null
        || config.labelSmoothing() > 0
        || config.reduction() != TrainingConfig.Reduction.MEAN
        || config.epochs() < EPOCHS
        || data.weighted()) {
      return null;
    }
    return switch (config.loss()) {
      case SOFTMAX_CROSS_ENTROPY -> ofClasses(data);
      case BINARY_CROSS_ENTROPY -> null;
      case MEAN_SQUARED_ERROR -> ofNumbers(data);
    };
  }

  private static ChanceLevel ofClasses(Dataset data) {
    long[] counts = data.trainingClassCounts();
    double majority = Arrays.stream(counts).max().orElseThrow();
    return new ChanceLevel(
        StrictMath.log(counts.length), "guessing, ln K", majority / data.trainingRows());
  }

  private static ChanceLevel ofNumbers(Dataset data) {
    double deviation = TargetScale.of(data).deviation();
    return deviation == 0
        ? null
        : new ChanceLevel(deviation * deviation, "always predicting the mean", Double.NaN);
  }

  /** What is to be said of an epoch that is no better, or null. */
  String remark(EpochMetrics epoch) {
    if (epoch.epoch() < EPOCHS) {
      return null;
    }
    double trained = epoch.train().loss();
    if (trained >= loss) {
      return said(epoch, "loss", trained, "below that of " + guessing, loss);
    }
    Double correct = epoch.train().metrics().get("accuracy");
    return correct == null || correct > accuracy
        ? null
        : said(epoch, "accuracy", correct, "above the share of the most frequent class", accuracy);
  }

  private static String said(
      EpochMetrics epoch, String metric, double value, String expected, double chance) {
    return ("the network has learned nothing in %d epochs: its training %s of %s is not %s (%s); try"
            + " another learning rate (training.optimizer) or scaling (data.features), and look at the"
            + " labels")
        .formatted(epoch.epoch(), metric, Wording.number(value), expected, Wording.number(chance));
  }
}
