package dev.kindling.train;

import dev.kindling.config.Section;
import dev.kindling.config.Wording;
import dev.kindling.nn.Loss;
import java.util.Locale;
import java.util.Map;

/**
 * What a model must reach to be published.
 *
 * @param metric of the validation split, at the epoch that the model is from: accuracy or R2
 */
record QualityGate(String metric, double least) {
  static final String MIN_ACCURACY = "min_validation_accuracy";
  static final String MIN_R2 = "min_validation_r2";

  /** The gate of classes or of numbers, as the loss has it; null for none. */
  static QualityGate read(Section training, Loss loss) {
    double accuracy = training.number(MIN_ACCURACY, 0, 0, 1);
    double r2 = training.number(MIN_R2, Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, 1);
    boolean minAccuracy = accuracy > 0;
    boolean minR2 = r2 > Double.NEGATIVE_INFINITY;
    boolean numbers = loss == Loss.MEAN_SQUARED_ERROR;
    if (numbers ? minAccuracy : minR2) {
      throw training.error(
          numbers ? MIN_ACCURACY : MIN_R2,
          "must be left out: training.loss is %s, which has %s"
              .formatted(
                  loss, numbers ? "no classes: take " + MIN_R2 : "classes: take " + MIN_ACCURACY));
    }
    if (minR2) {
      return new QualityGate("R2", r2);
    }
    return minAccuracy ? new QualityGate("accuracy", accuracy) : null;
  }

  /** Refuses to ask for what is not measured. */
  void check(Section training, boolean validation, int epochs) {
    if (!validation) {
      throw training.error(key(), "needs a validation split: set data.validation");
    }
    if (epochs == 0) {
      throw training.error(key(), "needs an epoch after which to measure: training.epochs is 0");
    }
  }

  /**
   * Whether a model reaches it.
   *
   * @param measured as {@link EpochMetrics#putMeasured} has it
   */
  boolean passes(Map<String, ?> measured) {
    return value(measured) >= least;
  }

  /** Says what is missing; four digits unless they would hide it. */
  String shortfall(int epoch, Map<String, ?> measured) {
    return "the validation %s of epoch %d %s but must be at least %s (training.%s)"
        .formatted(
            metric,
            epoch,
            measured.containsKey(measured())
                ? "is " + shown(value(measured))
                : "cannot be told of a single row",
            least,
            key());
  }

  private Object shown(double value) {
    String shown = Wording.share(value);
    return Double.parseDouble(shown.replace(",", "")) < least ? shown : value;
  }

  /** Not a number where there is none, as no R2 of a single row. */
  private double value(Map<String, ?> measured) {
    Object value = measured.get(measured());
    return value == null
        ? Double.NaN
        : Double.parseDouble(value.toString()); // JSON has NaN as text
  }

  private String measured() {
    return "validation_" + metric.toLowerCase(Locale.ROOT);
  }

  private String key() {
    return "min_" + measured();
  }
}
