package dev.kindling.report;

import static dev.kindling.testing.MlflowServerStub.PREFIX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kindling.report.MlflowRun.Status;
import dev.kindling.testing.MlflowServerStub;
import dev.kindling.testing.MlflowServerStub.Call;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MlflowRunTest {
  private MlflowServerStub server;

  @BeforeEach
  void start() throws IOException {
    server = new MlflowServerStub();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private MlflowRun run(Map<String, String> environment, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MLFLOW_TRACKING_URI", server.address() + "/");
    return MlflowRun.start(all, "digits", parameters, Map.of("master", "local[*]"));
  }

  private List<String> paths() {
    return server.calls().stream().map(call -> call.path().replace(PREFIX, "")).toList();
  }

  private static Map<String, String> pairs(JsonNode entries) {
    Map<String, String> pairs = new TreeMap<>();
    entries.forEach(entry -> pairs.put(entry.get("key").asText(), entry.get("value").asText()));
    return pairs;
  }

  @Test
  void aRunIsCreatedLoggedAndFinishedAsTheRestDocumentationHasIt() {
    MlflowRun run =
        run(Map.of("MLFLOW_EXPERIMENT_NAME", "hand written"), Map.of("training.seed", "1"));
    run.log(1, Map.of("train_loss", 0.5));
    run.log(2, Map.of("train_loss", Double.NaN));
    run.end(Status.FINISHED);
    assertNull(run.warning());
    assertEquals("experiments/get-by-name?experiment_name=hand+written", paths().get(0));
    assertEquals("hand written", server.calls().get(1).body().get("name").asText());
    JsonNode created = server.calls().get(2).body();
    assertEquals("7", created.get("experiment_id").asText());
    assertEquals("digits", created.get("run_name").asText());
    assertTrue(created.get("start_time").asLong() > 1_500_000_000_000L, created::toString);
    assertEquals(Map.of("master", "local[*]"), pairs(created.get("tags")));
    JsonNode parameters = server.calls().get(3).body();
    assertEquals("abc", parameters.get("run_id").asText());
    assertEquals(Map.of("training.seed", "1"), pairs(parameters.get("params")));
    List<String> metrics = new ArrayList<>();
    for (Call call : server.calls().subList(4, server.calls().size() - 1)) {
      assertEquals(PREFIX + "runs/log-batch", call.path());
      for (JsonNode metric : call.body().get("metrics")) {
        assertTrue(metric.get("timestamp").asLong() > 1_500_000_000_000L);
        metrics.add(
            "%s %s %s".formatted(metric.get("step"), metric.get("key"), metric.get("value")));
      }
    }
    assertEquals(List.of("1 \"train_loss\" 0.5", "2 \"train_loss\" \"NaN\""), metrics);
    Call last = server.calls().get(server.calls().size() - 1);
    assertEquals(PREFIX + "runs/update", last.path());
    assertEquals("FINISHED", last.body().get("status").asText());
    assertTrue(last.body().get("end_time").asLong() >= created.get("start_time").asLong());
  }

  @Test
  void theExperimentCanBeGivenByItsIdAndIsOtherwiseTheDefaultOne() {
    run(Map.of("MLFLOW_EXPERIMENT_ID", "42"), Map.of()).end(Status.KILLED);
    run(Map.of(), Map.of()).end(Status.FAILED);
    assertEquals(List.of("runs/create", "runs/update", "runs/create", "runs/update"), paths());
    assertEquals("42", server.calls().get(0).body().get("experiment_id").asText());
    assertEquals("KILLED", server.calls().get(1).body().get("status").asText());
    assertEquals("0", server.calls().get(2).body().get("experiment_id").asText());
    assertEquals("FAILED", server.calls().get(3).body().get("status").asText());
  }

  @Test
  void aRunThatIsNamedIsGoneOnWith() {
    run(Map.of("MLFLOW_RUN_ID", "old"), Map.of()).end(Status.FINISHED);
    assertEquals(List.of("runs/update", "runs/update"), paths());
    assertEquals("old", server.calls().get(0).body().get("run_id").asText());
    assertEquals("RUNNING", server.calls().get(0).body().get("status").asText());
  }

  @Test
  void tokensAndPasswordsAreThoseOfMlflowsEnvironment() {
    run(Map.of("MLFLOW_TRACKING_TOKEN", "t"), Map.of()).end(Status.FINISHED);
    assertEquals("Bearer t", server.calls().get(0).authorization());
    server.calls().clear();
    Map<String, String> user =
        Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p");
    run(user, Map.of()).end(Status.FINISHED);
    assertEquals(
        "Basic " + Base64.getEncoder().encodeToString("u:p".getBytes()),
        server.calls().get(0).authorization());
    server.calls().clear();
    run(Map.of(), Map.of()).end(Status.FINISHED);
    assertNull(server.calls().get(0).authorization());
  }

  @Test
  void callsAreNoLargerThanMlflowAllows() {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < 150; i++) {
      parameters.put("p" + i, "x".repeat(600));
    }
    Map<String, Double> metrics = new TreeMap<>();
    for (int i = 0; i < 1500; i++) {
      metrics.put("m" + i, 1.0);
    }
    MlflowRun run = run(Map.of(), parameters);
    run.log(1, metrics);
    run.end(Status.FINISHED);
    assertEquals(100, server.calls().get(1).body().get("params").size());
    assertEquals(
        500, server.calls().get(1).body().get("params").get(0).get("value").asText().length());
    assertEquals(50, server.calls().get(2).body().get("params").size());
    int sent = 0;
    for (Call call : server.calls().subList(3, server.calls().size() - 1)) {
      assertTrue(call.body().get("metrics").size() <= 1000);
      sent += call.body().get("metrics").size();
    }
    assertEquals(1500, sent);
  }

  @Test
  void whatAServerMissesIsSentWhenItIsBack() {
    server.answerWith(503);
    MlflowRun run = run(Map.of(), Map.of());
    run.log(1, Map.of("loss", 1.0));
    String warning = null;
    while (warning == null) {
      warning = run.warning();
    }
    assertEquals(
        "MLflow at %s: runs/create answers 503: no; training goes on without it"
            .formatted(server.address()),
        warning);
    server.answerWith(200);
    server.calls().clear();
    run.log(2, Map.of("loss", 0.5));
    run.end(Status.FINISHED);
    assertNull(run.warning(), "it has been said");
    List<Integer> steps = new ArrayList<>();
    server.calls().stream()
        .filter(call -> call.path().endsWith("log-batch"))
        .forEach(call -> call.body().get("metrics").forEach(m -> steps.add(m.get("step").asInt())));
    assertEquals(List.of(1, 2), steps);
  }

  @Test
  void aServerThatRefusesIsLeftAlone() {
    server.answerWith(401);
    MlflowRun run = run(Map.of(), Map.of());
    run.log(1, Map.of("loss", 1.0));
    run.end(Status.FINISHED);
    assertEquals(List.of("runs/create"), paths());
    assertTrue(run.warning().contains("runs/create answers 401: no"));
    assertNull(run.warning());
  }

  @Test
  void nobodyWaitsForAServerThatDoesNotAnswer() {
    CountDownLatch open = new CountDownLatch(1);
    server.waitFor(open);
    MlflowRun run = run(Map.of(), Map.of());
    for (int epoch = 1; epoch <= 1000; epoch++) {
      run.log(epoch, Map.of("loss", 1.0)); // while the first call hangs
    }
    assertEquals(List.of(), paths());
    open.countDown();
    run.end(Status.FINISHED);
    assertEquals(
        "FINISHED", server.calls().get(server.calls().size() - 1).body().get("status").asText());
  }

  @Test
  void aServerThatIsNotThereIsSaidOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + port);
    MlflowRun run = MlflowRun.start(environment, "digits", Map.of(), Map.of());
    run.log(1, Map.of("loss", 1.0));
    run.end(Status.FINISHED);
    assertEquals(
        "MLflow at http://127.0.0.1:%d: it cannot be reached (ConnectException); training goes on without it"
            .formatted(port),
        run.warning());
    assertNull(run.warning());
  }

  @Test
  void keysAreLegalAndDifferent() {
    Map<String, String> columns = new TreeMap<>();
    columns.put("columns.città", "1");
    columns.put("columns.ключ", "2");
    columns.put("columns.price($)", "3");
    columns.put("columns.price(€)", "4");
    assertEquals(
        List.of("columns.città", "columns.price___", "columns.price____2", "columns.ключ"),
        MlflowRun.entries(columns).stream().map(entry -> entry.get("key")).sorted().toList());
  }

  @Test
  void otherAddressesThanOfHttpAreRefused() {
    for (String address : List.of("databricks", "./mlruns", "sqlite:///mlflow.db", "ftp://host")) {
      Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", address);
      assertEquals(
          "it must be an address of http or https",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> MlflowRun.start(environment, "digits", Map.of(), Map.of()))
              .getMessage());
    }
  }
}
