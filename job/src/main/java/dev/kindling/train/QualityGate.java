package dev.kindling.train;

import dev.kindling.config.Section;
import java.util.Locale;

/**
 * What a model must reach to be published.
 *
 * @param minValidationAccuracy on the validation split, at the epoch that the model is from; 0 for
 *     any
 */
record QualityGate(double minValidationAccuracy) {
  static final String KEY = "min_validation_accuracy";

  static QualityGate read(Section training) {
    return new QualityGate(training.number(KEY, 0, 0, 1));
  }

  /** Refuses to ask for what is not measured. */
  void check(Section training, boolean validation, int epochs) {
    if (minValidationAccuracy > 0 && !validation) {
      throw training.error(KEY, "needs a validation split: set data.validation");
    }
    if (minValidationAccuracy > 0 && epochs == 0) {
      throw training.error(KEY, "needs an epoch after which to measure: training.epochs is 0");
    }
  }

  boolean passes(EpochMetrics model) {
    return minValidationAccuracy == 0 || passes(accuracy(model));
  }

  boolean passes(double accuracy) {
    return accuracy >= minValidationAccuracy;
  }

  String shortfall(EpochMetrics model) {
    return shortfall(model.epoch(), accuracy(model));
  }

  /** Says what is missing; four digits unless they would hide it. */
  String shortfall(int epoch, double accuracy) {
    String shown = String.format(Locale.ROOT, "%.4f", accuracy);
    return "the validation accuracy of epoch %d is %s but must be at least %s (training.%s)"
        .formatted(
            epoch,
            Double.parseDouble(shown) < minValidationAccuracy ? shown : accuracy,
            minValidationAccuracy,
            KEY);
  }

  private static double accuracy(EpochMetrics model) {
    return model.validation().metrics().get("accuracy");
  }
}
