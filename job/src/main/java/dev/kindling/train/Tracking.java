package dev.kindling.train;

import dev.kindling.config.Secrets;
import dev.kindling.report.MlflowRun;
import dev.kindling.report.MlflowRun.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as MLflow keeps it, where {@code MLFLOW_TRACKING_URI} names a server: the configuration as
 * parameters, without secrets; where it ran as tags; what was measured after each epoch; how it
 * ended.
 */
final class Tracking implements AutoCloseable {
  private static final String ADDRESS = "MLFLOW_TRACKING_URI";

  private final Map<String, String> environment;
  private MlflowRun run; // null before the start, and where there is no server
  private Status status = Status.FAILED;
  private Trainer.Listener listener = Trainer.Listener.SILENT;

  Tracking(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Starts the run.
   *
   * @param name of the run, and where it writes
   * @param epochs that are done already
   */
  void start(
      RunConfig config,
      String name,
      Map<String, Object> where,
      List<EpochMetrics> epochs,
      Trainer.Listener warned) {
    listener = warned;
    String address = environment.getOrDefault(ADDRESS, "");
    if (address.isBlank()) {
      return;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    flatten("", config.source(), parameters);
    Map<String, String> tags = new LinkedHashMap<>();
    where.forEach((key, value) -> tags.put(key, String.valueOf(value)));
    tags.put("output", Secrets.masked(name));
    tags.put("mlflow.source.name", "kindling");
    tags.put("mlflow.source.type", "JOB");
    tags.put("mlflow.user", System.getProperty("user.name"));
    try {
      run = MlflowRun.start(environment, name.replaceFirst(".*/", ""), parameters, tags);
    } catch (IllegalArgumentException e) {
      listener.warning(
          "%s is %s: %s; training goes on without MLflow"
              .formatted(ADDRESS, Secrets.masked(address), e.getMessage()));
      return;
    }
    epochs.forEach(this::epoch);
  }

  /** {@code training.batch_size} and {@code network.layers.0.dense.units}. */
  static void flatten(String path, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((key, item) -> flatten(join(path, key), item, into));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(join(path, i), list.get(i), into);
      }
    } else {
      into.put(path, Secrets.masked(path, String.valueOf(value)));
    }
  }

  private static String join(String path, Object key) {
    return path.isEmpty() ? String.valueOf(key) : path + "." + key;
  }

  void epoch(EpochMetrics metrics) {
    if (run == null) {
      return;
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    metrics
        .toMap()
        .forEach(
            (key, value) -> {
              if (value instanceof Double number) {
                numbers.put(key, number);
              }
            });
    run.log(metrics.epoch(), numbers);
    warn();
  }

  /** How the run ends; unless it is told, it has failed. */
  void ends(Status how) {
    status = how;
  }

  @Override
  public void close() {
    if (run != null) {
      run.end(status);
      warn();
    }
  }

  private void warn() {
    String warning = run.warning();
    if (warning != null) {
      listener.warning(warning);
    }
  }
}
