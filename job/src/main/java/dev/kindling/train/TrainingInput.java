package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.rows.Source;
import dev.kindling.nn.Network;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What training starts from.
 *
 * @param targets null for a network without a layer that adapts to them
 * @param minimised the network with what training minimises on the data
 */
public record TrainingInput(WarmStart from, Dataset data, TargetScale targets, Network minimised) {

  static TrainingInput load(JavaSparkContext spark, RunConfig config) {
    WarmStart start = WarmStart.of(config);
    return checked(config, start, config.load(spark, start.preparation(), null));
  }

  /** The same of training rows that are there already. */
  static TrainingInput load(JavaSparkContext spark, RunConfig config, Source rows) {
    WarmStart start = WarmStart.of(config);
    return checked(config, start, config.prepare(spark, rows, start.preparation()));
  }

  private static TrainingInput checked(RunConfig config, WarmStart start, Dataset data) {
    try {
      return of(config, start, data);
    } catch (Throwable e) {
      data.close();
      throw e;
    }
  }

  /** The same with data that is loaded already. */
  public static TrainingInput of(RunConfig config, WarmStart start, Dataset data) {
    start.checkClasses(data.classes());
    start.checkFeatures(config.data().train(), data.featureNames());
    TargetScale targets = TargetScale.of(config.network(), data);
    Network minimised = config.training().minimising(config.network(), data);
    return new TrainingInput(start, data, targets, start.inUnit(minimised, targets));
  }

  /** What a user should know of the labels before training, or null. */
  String remark() {
    return targets == null ? null : from.remark(targets);
  }

  /** A new state before the first step. */
  TrainingState start(TrainingConfig config) {
    return TrainingState.start(from.parameters(targets), config);
  }
}
