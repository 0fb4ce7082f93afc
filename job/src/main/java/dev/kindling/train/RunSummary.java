package dev.kindling.train;

import dev.kindling.config.Secrets;
import dev.kindling.data.Dataset;
import dev.kindling.model.Release;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.TimeSplit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What {@code summary.json} says of a run: the outcome, where the time went, and where it ran.
 *
 * @param blas which runs where
 * @param fingerprint of the data
 * @param chance null where it says nothing of the data
 * @param started when training did, by {@link System#nanoTime}
 */
record RunSummary(
    JavaSparkContext spark,
    RunConfig config,
    Dataset data,
    String blas,
    String fingerprint,
    ChanceLevel chance,
    TimeSplit times,
    long started) {

  static final String ENDED_BECAUSE = "ended_because";

  /** How sums were taken, and why where that was not told. */
  record Way(Aggregation aggregation, String why) {}

  /**
   * The summary of a run that ends now.
   *
   * @param status {@code done}, {@code rejected} or {@code diverged}
   * @param modelEpoch the epoch whose end the parameters are from; 0 for the initial ones
   */
  Map<String, Object> of(String status, TrainingState state, int modelEpoch, Way way) {
    List<EpochMetrics> epochs = state.epochs;
    EpochMetrics model = modelEpoch == 0 ? null : epochs.get(modelEpoch - 1);
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", status);
    putTraining(summary, epochs);
    summary.put("model_epoch", modelEpoch);
    summary.put(ENDED_BECAUSE, state.endedBecause(config.training()));
    summary.put("rate_halvings", state.halvings);
    summary.put("warning", chance == null || model == null ? null : chance.remark(model));
    summary.put("train_loss", null);
    summary.put("validation_loss", null);
    if (model != null) {
      model.putMeasured(summary);
    }
    summary.put("examples", data.trainingRows());
    summary.put("validation_examples", data.validationRows());
    summary.put("bad_rows", data.badRows());
    putTimes(summary, epochs);
    summary.put("aggregation", way.aggregation.toString());
    summary.put("aggregation_because", way.why);
    summary.put("time", advice().line(times));
    summary.put("parameters", config.network().parameterCount());
    summary.put("seed", config.training().seed());
    summary.put(RunOutput.DATA, fingerprint);
    summary.putAll(environment(spark, blas));
    summary.put("configuration", config.source());
    return summary;
  }

  private void putTraining(Map<String, Object> summary, List<EpochMetrics> epochs) {
    summary.put("epochs", epochs.size());
    summary.put("steps", epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step());
    summary.put("passes", (double) processed(epochs) / data.trainingRows());
  }

  private void putTimes(Map<String, Object> summary, List<EpochMetrics> epochs) {
    double training = epochs.stream().mapToDouble(EpochMetrics::seconds).sum();
    summary.put("seconds", (System.nanoTime() - started) / 1e9);
    summary.put("examples_per_second", epochs.isEmpty() ? null : processed(epochs) / training);
    summary.putAll(times.toMap());
  }

  private static long processed(List<EpochMetrics> epochs) {
    return epochs.stream().mapToLong(EpochMetrics::examples).sum();
  }

  private TimeAdvice advice() {
    TrainingConfig training = config.training();
    int steps = BatchPlan.of(training, data).steps();
    return new TimeAdvice(training, steps, spark.defaultParallelism());
  }

  /** Where a model comes from, for the record. */
  static Map<String, Object> environment(JavaSparkContext spark, String blas) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("kindling_version", Release.version());
    environment.put("blas", blas);
    environment.put("master", Secrets.masked(spark.master()));
    environment.put("spark_version", spark.version());
    environment.put("java_version", System.getProperty("java.version"));
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return environment;
  }
}
