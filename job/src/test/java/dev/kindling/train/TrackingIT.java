package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.codahale.metrics.Gauge;
import com.fasterxml.jackson.databind.JsonNode;
import dev.kindling.testing.MlflowServerStub;
import dev.kindling.testing.MlflowServerStub.Call;
import dev.kindling.testing.SparkExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an MLflow server, and Spark's metrics, hear of training. */
@ExtendWith(SparkExtension.class)
class TrackingIT {
  private Trainer.Listener listener = Runs.SILENT;
  private List<Call> heard;

  private void run(JavaSparkContext spark, Path folder, String... assignments) throws Exception {
    try (MlflowServerStub server = new MlflowServerStub();
        RunOutput output =
            RunOutput.create(
                new Configuration(),
                new org.apache.hadoop.fs.Path(folder.resolve("out").toString()),
                RunOutput.Existing.OVERWRITE)) {
      heard = server.calls();
      new TrainingJob(
              spark,
              Runs.read("conf/digits.yaml", assignments),
              output,
              Map.of("MLFLOW_TRACKING_URI", server.address()))
          .run(false, start -> {}, listener);
    }
  }

  private static Gauge<?> gauge(String name) {
    return SparkEnv.get()
        .metricsSystem()
        .getSourcesByName("kindling")
        .head()
        .metricRegistry()
        .getGauges()
        .get(name);
  }

  @Test
  void sparksMetricsHaveTheLastEpochWhileTrainingGoesOn(
      JavaSparkContext spark, @TempDir Path folder) throws Exception {
    List<List<Object>> seen = new ArrayList<>();
    listener =
        new Trainer.Listener() {
          @Override
          public void steps(int epoch, int done, int ofEpoch) {
            if (epoch == 1) {
              seen.add(List.of(epoch, gauge("epoch").getValue()));
            }
          }

          @Override
          public void epoch(EpochMetrics metrics) {
            assertEquals((double) metrics.epoch(), gauge("epoch").getValue());
            assertEquals(metrics.train().loss(), gauge("train_loss").getValue());
            assertEquals(
                metrics.validation().metrics().get("accuracy"),
                gauge("validation_accuracy").getValue());
          }
        };
    run(spark, folder, "training.epochs=2");
    assertEquals(List.of(1, Double.NaN), seen.get(0));
    assertEquals(0, SparkEnv.get().metricsSystem().getSourcesByName("kindling").size());
  }

  private String status() {
    return heard.get(heard.size() - 1).body().path("status").asText();
  }

  @Test
  void everyEpochIsLoggedAndThatTheRunIsFinished(JavaSparkContext spark, @TempDir Path folder)
      throws Exception {
    run(spark, folder, "training.epochs=2");
    List<Integer> steps = new ArrayList<>();
    for (Call call : heard) {
      for (JsonNode metric : call.body().path("metrics")) {
        if (metric.get("key").asText().equals("validation_accuracy")) {
          steps.add(metric.get("step").asInt());
        }
      }
    }
    assertEquals(List.of(1, 2), steps);
    assertEquals("FINISHED", status());
  }

  @Test
  void aRunThatDivergesHasFailed(JavaSparkContext spark, @TempDir Path folder) {
    assertThrows(
        DivergedException.class,
        () -> run(spark, folder, "training.optimizer.sgd.learning_rate=1e30"));
    assertEquals("FAILED", status());
  }
}
