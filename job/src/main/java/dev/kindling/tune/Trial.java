package dev.kindling.tune;

import dev.kindling.config.Secrets;
import dev.kindling.config.Section;
import dev.kindling.train.EpochMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A point of a search and what training made of it.
 *
 * @param number from 1, in the order of the search
 * @param overrides the values by their keys
 * @param folds the epoch of the model of each fold, one alone for a hold-out; of those before the
 *     fold that diverged
 * @param divergence how training failed, or null
 */
public record Trial(
    int number,
    Map<String, Object> overrides,
    List<EpochMetrics> folds,
    String divergence,
    double seconds) {

  public boolean diverged() {
    return divergence != null;
  }

  /** The mean of a metric over the folds. */
  public double mean(String metric) {
    return mean(fold -> value(fold, metric));
  }

  double mean(ToDoubleFunction<EpochMetrics> metric) {
    return folds.stream().mapToDouble(metric).average().orElseThrow();
  }

  /** The standard deviation of a metric over the folds: of these, not an estimate for others. */
  public double deviation(String metric) {
    double mean = mean(metric);
    return Math.sqrt(mean(fold -> StrictMath.pow(value(fold, metric) - mean, 2)));
  }

  /** What was measured on the validation rows of every fold. */
  public List<String> metrics() {
    return folds.get(0).toMap().keySet().stream()
        .filter(name -> name.startsWith("validation_"))
        .filter(name -> folds.stream().allMatch(fold -> fold.toMap().containsKey(name)))
        .toList();
  }

  private static double value(EpochMetrics fold, String metric) {
    return ((Number) fold.toMap().get(metric)).doubleValue();
  }

  /** From what {@link #toMap} gives; numbers that follow from others are not looked at. */
  static Trial read(Section map, Map<String, Object> overrides) {
    return new Trial(
        map.integer("trial", 1, Integer.MAX_VALUE),
        overrides,
        map.sections("folds").stream().map(EpochMetrics::read).toList(),
        map.string("divergence", null),
        map.number("seconds", 0, Double.MAX_VALUE));
  }

  /** A line of {@code trials.jsonl}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("trial", number);
    map.put("status", diverged() ? "diverged" : "done");
    map.put("overrides", Secrets.masked(overrides));
    if (diverged()) {
      map.put("divergence", divergence);
    } else {
      for (String metric : metrics()) {
        map.put(metric, mean(metric));
        if (folds.size() > 1) {
          map.put(metric + "_deviation", deviation(metric));
        }
      }
    }
    map.put("seconds", seconds);
    map.put("folds", folds.stream().map(EpochMetrics::toMap).toList());
    return map;
  }
}
