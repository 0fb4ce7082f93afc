package dev.kindling.train;

import dev.kindling.config.Section;
import dev.kindling.nn.Network;
import java.util.Locale;

/**
 * A metric that is watched from epoch to epoch, for the time when it stops getting better.
 *
 * @param patience how many epochs in a row may pass without a better value
 * @param leastChange by how much a value must beat the best one to count as better
 */
public record Watch(Metric metric, int patience, double leastChange) {

  public Watch {
    if (patience < 1 || !(leastChange >= 0)) {
      throw new IllegalArgumentException(
          "no watch: patience %d, least_change %s".formatted(patience, leastChange));
    }
  }

  /** What can be watched. */
  public enum Metric {
    TRAIN_LOSS,
    VALIDATION_LOSS,
    VALIDATION_ACCURACY;

    /** The value to make small. */
    public double of(EpochMetrics epoch) {
      return switch (this) {
        case TRAIN_LOSS -> epoch.train().loss();
        case VALIDATION_LOSS -> epoch.validation().loss();
        case VALIDATION_ACCURACY -> -epoch.validation().metrics().get("accuracy");
      };
    }

    public boolean needsValidation() {
      return this != TRAIN_LOSS;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Watch read(Section section) {
    return new Watch(
        section.choice("metric", Metric.VALIDATION_LOSS, Metric.class),
        section.integer("patience", 1, Integer.MAX_VALUE),
        section.number("least_change", 0, 0, Double.MAX_VALUE));
  }

  /** Refuses to watch a validation split that is not there, or the accuracy without classes. */
  void check(Section section, boolean validation, Network network) {
    if (metric.needsValidation() && !validation) {
      throw section.error(
          "watches " + metric + " but data.validation is 0: hold rows out, or watch train_loss");
    }
    if (metric == Metric.VALIDATION_ACCURACY && network.classes() == 0) {
      throw section.error(
          "watches validation_accuracy but training.loss is "
              + network.loss()
              + ", which has no classes: watch validation_loss");
    }
  }

  /**
   * How a watched metric went so far.
   *
   * @param best the least value of {@link Metric#of}
   * @param waited epochs since a better one
   */
  record History(double best, int waited) {
    static final History NONE = new History(Double.POSITIVE_INFINITY, 0);

    /** Whether the latest epoch was the best. */
    boolean improved() {
      return waited == 0;
    }

    History then(Watch watch, EpochMetrics epoch) {
      double value = watch.metric.of(epoch);
      return value < best - watch.leastChange
          ? new History(value, 0)
          : new History(best, waited + 1);
    }
  }
}
