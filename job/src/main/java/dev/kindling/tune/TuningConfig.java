package dev.kindling.tune;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.Fold;
import dev.kindling.train.RunConfig;
import dev.kindling.train.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A search for hyper-parameters that has been checked: every configuration it will train is legal.
 *
 * @param search the points to try
 * @param base the configuration that they change, which need not be legal without them
 * @param runs the configuration at each point
 * @param metric of the validation rows, to choose by
 * @param folds how many of a cross-validation; 0 to hold out what is configured
 */
public record TuningConfig(
    Search search, Map<String, Object> base, List<RunConfig> runs, Watch.Metric metric, int folds) {

  /**
   * Checks a search.
   *
   * @param metric its name, or null for the accuracy of classes and the loss of numbers
   * @throws ConfigException naming the first thing that is wrong
   */
  public static TuningConfig check(Section base, Search search, String metric, int folds) {
    List<RunConfig> runs = new ArrayList<>();
    for (Section section : search.over(base)) {
      RunConfig run = RunConfig.read(section);
      if (folds == 0 && !run.data().holdsOut()) {
        throw section
            .section("data")
            .error("validation", "must hold rows out, to measure trials on; or use --folds");
      }
      if (run.training().epochs() == 0) {
        throw section.section("training").error("epochs", "must be at least 1 to measure a trial");
      }
      runs.add(run);
    }
    boolean classes = runs.stream().allMatch(run -> run.network().classes() > 0);
    Watch.Metric chosenBy = metric(metric, classes);
    if (chosenBy == Watch.Metric.VALIDATION_LOSS) {
      checkOneOf("loss", runs.stream().map(run -> run.training().loss()));
      checkOneOf("loss_reduction", runs.stream().map(run -> run.training().reduction()));
    }
    return new TuningConfig(search, base.asMap(), runs, chosenBy, folds);
  }

  /** Refuses losses that mean different things in different trials. */
  private static void checkOneOf(String key, Stream<?> values) {
    List<?> different = values.distinct().toList();
    if (different.size() > 1) {
      throw new ConfigException(
          "--metric validation_loss cannot compare training.%s %s with %s"
              .formatted(key, different.get(0), different.get(1)));
    }
  }

  private static Watch.Metric metric(String name, boolean classes) {
    if (name == null) {
      return classes ? Watch.Metric.VALIDATION_ACCURACY : Watch.Metric.VALIDATION_LOSS;
    }
    if (!classes && name.equals(Watch.Metric.VALIDATION_ACCURACY.toString())) {
      throw new ConfigException(
          "--metric is validation_accuracy but training.loss has no classes: choose by"
              + " validation_loss");
    }
    return legal()
        .filter(metric -> metric.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "--metric is %s but must be one of %s"
                        .formatted(name, String.join(", ", metricNames()))));
  }

  private static Stream<Watch.Metric> legal() {
    return Arrays.stream(Watch.Metric.values()).filter(Watch.Metric::needsValidation);
  }

  /** The names of the metrics that there are to choose by. */
  public static List<String> metricNames() {
    return legal().map(Watch.Metric::toString).toList();
  }

  /** The parts of a cross-validation, or null alone for a hold-out. */
  List<Fold> parts() {
    return folds == 0
        ? Collections.singletonList(null)
        : IntStream.range(0, folds).mapToObj(index -> new Fold(index, folds)).toList();
  }

  /** The name of the metric to choose by. */
  public String metricName() {
    return metric.toString();
  }
}
