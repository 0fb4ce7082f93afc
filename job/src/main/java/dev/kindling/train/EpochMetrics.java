package dev.kindling.train;

import dev.kindling.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch came to. Training loss and metrics are sums over the epoch's steps, each example
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
    Measured train,
    Measured validation,
    long examples,
    double seconds) {
  private static final String TRAIN = "train_";
  private static final String VALIDATION = "validation_";

  /**
   * What was measured on some examples.
   *
   * @param metrics beside the loss, by their names, such as {@code accuracy}
   */
  public record Measured(double loss, Map<String, Double> metrics) {

    /** From entries such as {@code train_loss}. */
    private static Measured read(Section line, String prefix) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      for (String key : line.asMap().keySet()) {
        if (key.startsWith(prefix)) {
          metrics.put(key.substring(prefix.length()), measured(line, key));
        }
      }
      return new Measured(metrics.remove("loss"), metrics);
    }

    /** JSON has only text for what is not finite, as the loss of outputs that overflow. */
    private static double measured(Section line, String key) {
      String text = line.string(key);
      return text.matches("NaN|-?Infinity")
          ? Double.parseDouble(text)
          : line.number(key, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    private void tag(Map<String, Double> scalars, String suffix) {
      scalars.put("loss" + suffix, loss);
      metrics.forEach((name, value) -> scalars.put(name + suffix, value));
    }

    /** Puts the entries that {@link #read} takes. */
    private void put(Map<String, Object> map, String prefix) {
      map.put(prefix + "loss", loss);
      metrics.forEach((name, value) -> map.put(prefix + name, value));
    }
  }

  /** Whether its loss is a finite number, where there is validation. */
  boolean validationIsFinite() {
    return validation == null || Double.isFinite(validation.loss());
  }

  public double examplesPerSecond() {
    return examples / seconds;
  }

  /** Puts what was measured, such as {@code train_loss} and {@code validation_accuracy}. */
  void putMeasured(Map<String, Object> map) {
    train.put(map, TRAIN);
    if (validation != null) {
      validation.put(map, VALIDATION);
    }
  }

  /** From a line of {@code metrics.jsonl}. */
  public static EpochMetrics read(Section line) {
    line.has("examples_per_second"); // follows from others
    return new EpochMetrics(
        line.integer("epoch", 1, Integer.MAX_VALUE),
        line.longInteger("step", 0, Long.MAX_VALUE),
        line.number("learning_rate", 0, Double.MAX_VALUE),
        Measured.read(line, TRAIN),
        line.has(VALIDATION + "loss") ? Measured.read(line, VALIDATION) : null,
        line.longInteger("examples", 0, Long.MAX_VALUE),
        line.number("seconds", 0, Double.MAX_VALUE));
  }

  /** A line of {@code metrics.jsonl}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epoch", epoch);
    map.put("step", step);
    map.put("learning_rate", learningRate);
    putMeasured(map);
    map.put("examples", examples);
    map.put("seconds", seconds);
    map.put("examples_per_second", examplesPerSecond());
    return map;
  }

  /** The same as TensorBoard shows it: {@code loss/train} and {@code loss/validation} together. */
  Map<String, Double> tensorboard() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    train.tag(scalars, "/train");
    if (validation != null) {
      validation.tag(scalars, "/validation");
    }
    scalars.put("learning_rate", learningRate);
    scalars.put("examples_per_second", examplesPerSecond());
    return scalars;
  }
}
