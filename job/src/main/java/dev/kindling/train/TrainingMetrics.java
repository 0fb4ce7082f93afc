package dev.kindling.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The last epoch's numbers among the driver's metrics, wherever Spark is configured to send them:
 * as {@code <application>.driver.kindling.train_loss} and the like; not a number until an epoch is
 * done.
 *
 * <p>{@link Source} is Spark's own interface, the same in 3.5 and 4.1. A plugin, which is the
 * public way, would have to be named before Spark starts, which the sessions of others are not, and
 * every executor would have to find its class.
 */
final class TrainingMetrics implements Source, AutoCloseable {
  private static final List<String> NAMES =
      List.of(
          "epoch",
          "step",
          "train_loss",
          "train_accuracy",
          "validation_loss",
          "validation_accuracy",
          "learning_rate",
          "examples_per_second");

  private final MetricRegistry registry = new MetricRegistry();
  private volatile Map<String, Object> last = Map.of();

  TrainingMetrics() {
    for (String name : NAMES) {
      Gauge<Double> gauge =
          () -> last.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
      registry.register(name, gauge);
    }
  }

  /** Adds them to the metrics of the driver, until they are closed. */
  void register() {
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  @Override
  public String sourceName() {
    return "kindling";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  void epoch(EpochMetrics metrics) {
    last = metrics.toMap();
  }

  @Override
  public void close() {
    SparkEnv.get().metricsSystem().removeSource(this);
  }
}
