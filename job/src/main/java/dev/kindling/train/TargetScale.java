package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.Moments;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import java.util.Locale;

/**
 * Mean and deviation of numbers to predict, for a network with a layer that adapts to them.
 *
 * @param deviation 0 where all are the same
 */
public record TargetScale(double mean, double deviation) {
  private static final double FAR = 1e6; // deviations from 0: float has 1.7e7 steps up to a number
  private static final double OTHER = 10; // times as large or as small

  /** That of the training rows; null for a network without such a layer. */
  static TargetScale of(Network network, Dataset data) {
    return network.adaptsToTargets() ? of(data) : null;
  }

  /** That of the training rows. */
  static TargetScale of(Dataset data) {
    Moments targets = data.trainingTargets();
    return targets.min() == targets.max() // where mean and deviation may be rounded
        ? new TargetScale(targets.min(), 0)
        : new TargetScale(targets.mean(), targets.deviation());
  }

  /** What a network learns the targets in. */
  double unit() {
    return deviation > 0 ? deviation : 1;
  }

  /**
   * New parameters of a network.
   *
   * @param targets null for a network without such a layer
   */
  static Matrix initialize(Network network, Precision precision, TargetScale targets, long seed) {
    Matrix parameters = network.initialize(precision, seed);
    if (targets != null) {
      network.adapt(parameters, targets.mean, targets.unit());
    }
    return parameters;
  }

  /** What a user should know before training new parameters; null for nothing. */
  String remark() {
    if (deviation == 0) {
      return String.format(
          Locale.ROOT, "all training labels are %s: there is nothing to learn", mean);
    }
    return Math.abs(mean) <= FAR * deviation
        ? null
        : String.format(
            Locale.ROOT,
            "the training labels are %.4g on average and only %.4g from one another (standard"
                + " deviation), of which float keeps little: subtract a number from them all",
            mean,
            deviation);
  }

  /**
   * The same before training on, in the unit of before.
   *
   * @param unit above 0
   */
  String remark(double unit) {
    double times = unit() / unit;
    return deviation > 0 && times <= OTHER && times >= 1 / OTHER
        ? null
        : String.format(
            Locale.ROOT,
            "the standard deviation of the training labels is %.4g, but the last layer of the model"
                + " to train on keeps %.4g (training.initial_model): are they in another unit?",
            deviation,
            unit);
  }
}
