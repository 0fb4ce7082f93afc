package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.kindling.testing.SparkExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an MLflow server hears of training. */
@ExtendWith(SparkExtension.class)
class TrackingIT {
  private final List<JsonNode> heard = Collections.synchronizedList(new ArrayList<>());

  private void run(JavaSparkContext spark, Path folder, String... assignments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          byte[] answer = "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}".getBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    try (RunOutput output =
        RunOutput.create(
            new Configuration(),
            new org.apache.hadoop.fs.Path(folder.resolve("out").toString()),
            RunOutput.Existing.OVERWRITE)) {
      new TrainingJob(
              spark,
              Runs.read("conf/digits.yaml", assignments),
              output,
              Map.of("MLFLOW_TRACKING_URI", address))
          .run(false, start -> {}, Runs.SILENT);
    } finally {
      server.stop(0);
    }
  }

  private String status() {
    return heard.get(heard.size() - 1).path("status").asText();
  }

  @Test
  void everyEpochIsLoggedAndThatTheRunIsFinished(JavaSparkContext spark, @TempDir Path folder)
      throws Exception {
    run(spark, folder, "training.epochs=2");
    List<Integer> steps = new ArrayList<>();
    for (JsonNode call : heard) {
      for (JsonNode metric : call.path("metrics")) {
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
