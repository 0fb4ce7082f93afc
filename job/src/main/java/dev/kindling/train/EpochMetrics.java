package dev.kindling.train;

import dev.kindling.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch came to. Training loss and accuracy are sums over the epoch's steps, each example
 * seen by the parameters of its step, with lbfgs by those that the step came to; its loss is
 * weighted and smoothed as configured. Validation is measured at the end of the epoch, plainly.
 * Losses are means or, with {@code loss_reduction: sum}, sums over the examples.
 *
 * @param step updates since the start of training
 * @param learningRate of the first step of the epoch
 * @param validation null without a validation split
 * @param examples whose gradients were computed, each as often as it was
 * @param seconds spent on the steps alone
 */
public record EpochMetrics(
    int epoch,
    long step,
    double learningRate,
    double trainLoss,
    double trainAccuracy,
    Validation validation,
    long examples,
    double seconds) {

  /** Loss and accuracy on the validation split. */
  public record Validation(double loss, double accuracy) {}

  public double examplesPerSecond() {
    return examples / seconds;
  }

  /** From a line of {@code metrics.jsonl}. */
  static EpochMetrics read(Section line) {
    line.has("examples_per_second"); // follows from others
    return new EpochMetrics(
        line.integer("epoch", 1, Integer.MAX_VALUE),
        line.longInteger("step", 0, Long.MAX_VALUE),
        line.number("learning_rate", 0, Double.MAX_VALUE),
        line.number("train_loss", -Double.MAX_VALUE, Double.MAX_VALUE),
        line.number("train_accuracy", 0, 1),
        line.has("validation_loss")
            ? new Validation(
                line.number("validation_loss", -Double.MAX_VALUE, Double.MAX_VALUE),
                line.number("validation_accuracy", 0, 1))
            : null,
        line.longInteger("examples", 0, Long.MAX_VALUE),
        line.number("seconds", 0, Double.MAX_VALUE));
  }

  /** A line of {@code metrics.jsonl}. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epoch", epoch);
    map.put("step", step);
    map.put("learning_rate", learningRate);
    map.put("train_loss", trainLoss);
    map.put("train_accuracy", trainAccuracy);
    if (validation != null) {
      map.put("validation_loss", validation.loss);
      map.put("validation_accuracy", validation.accuracy);
    }
    map.put("examples", examples);
    map.put("seconds", seconds);
    map.put("examples_per_second", examplesPerSecond());
    return map;
  }
}
