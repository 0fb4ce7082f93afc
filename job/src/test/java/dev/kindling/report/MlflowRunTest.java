package dev.kindling.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindling.report.MlflowRun.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Against a server that keeps to MLflow's REST documentation, and refuses what that does not have.
 */
class MlflowRunTest {
  private static final String PREFIX = "/api/2.0/mlflow/";

  private record Call(String method, String path, JsonNode body, String authorization) {}

  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private volatile int status = 200; // of all answers, where it is not 200
  private volatile CountDownLatch open = new CountDownLatch(0); // for the server to wait for

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    open.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            body.length == 0 ? null : new ObjectMapper().readTree(body),
            exchange.getRequestHeaders().getFirst("Authorization"));
    calls.add(call);
    String answer = status == 200 ? answer(call) : "{\"error_code\": \"X\", \"message\": \"no\"}";
    int code = status != 200 ? status : answer.contains("error_code") ? 404 : 200;
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String answer(Call call) {
    return switch (call.method + " " + call.path.replaceFirst("\\?.*", "")) {
      case "GET " + PREFIX + "experiments/get-by-name" ->
          "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"no such experiment\"}";
      case "POST " + PREFIX + "experiments/create" -> "{\"experiment_id\": \"7\"}";
      case "POST " + PREFIX + "runs/create" -> "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}";
      case "POST " + PREFIX + "runs/log-batch", "POST " + PREFIX + "runs/update" -> "{}";
      default -> "{\"error_code\": \"ENDPOINT_NOT_FOUND\", \"message\": \"no such call\"}";
    };
  }

  private MlflowRun run(Map<String, String> environment, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return MlflowRun.start(all, "digits", parameters, Map.of("master", "local[*]"));
  }

  private List<String> paths() {
    return calls.stream().map(call -> call.path.replace(PREFIX, "")).toList();
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
    run.log(2, Map.of("train_loss", 0.25));
    run.end(Status.FINISHED);
    assertNull(run.warning());
    assertEquals("experiments/get-by-name?experiment_name=hand+written", paths().get(0));
    assertEquals("hand written", calls.get(1).body.get("name").asText());
    JsonNode created = calls.get(2).body;
    assertEquals("7", created.get("experiment_id").asText());
    assertEquals("digits", created.get("run_name").asText());
    assertTrue(created.get("start_time").asLong() > 1_500_000_000_000L, created::toString);
    assertEquals(Map.of("master", "local[*]"), pairs(created.get("tags")));
    JsonNode parameters = calls.get(3).body;
    assertEquals("abc", parameters.get("run_id").asText());
    assertEquals(Map.of("training.seed", "1"), pairs(parameters.get("params")));
    List<String> metrics = new ArrayList<>();
    for (Call call : calls.subList(4, calls.size() - 1)) {
      assertEquals(PREFIX + "runs/log-batch", call.path);
      for (JsonNode metric : call.body.get("metrics")) {
        assertTrue(metric.get("timestamp").asLong() > 1_500_000_000_000L);
        metrics.add(
            "%s %s %s".formatted(metric.get("step"), metric.get("key"), metric.get("value")));
      }
    }
    assertEquals(List.of("1 \"train_loss\" 0.5", "2 \"train_loss\" 0.25"), metrics);
    Call last = calls.get(calls.size() - 1);
    assertEquals(PREFIX + "runs/update", last.path);
    assertEquals("FINISHED", last.body.get("status").asText());
    assertTrue(last.body.get("end_time").asLong() >= created.get("start_time").asLong());
  }

  @Test
  void theExperimentCanBeGivenByItsIdAndIsOtherwiseTheDefaultOne() {
    run(Map.of("MLFLOW_EXPERIMENT_ID", "42"), Map.of()).end(Status.KILLED);
    run(Map.of(), Map.of()).end(Status.FAILED);
    assertEquals(List.of("runs/create", "runs/update", "runs/create", "runs/update"), paths());
    assertEquals("42", calls.get(0).body.get("experiment_id").asText());
    assertEquals("KILLED", calls.get(1).body.get("status").asText());
    assertEquals("0", calls.get(2).body.get("experiment_id").asText());
    assertEquals("FAILED", calls.get(3).body.get("status").asText());
  }

  @Test
  void aRunThatIsNamedIsGoneOnWith() {
    run(Map.of("MLFLOW_RUN_ID", "old"), Map.of()).end(Status.FINISHED);
    assertEquals(List.of("runs/update", "runs/update"), paths());
    assertEquals("old", calls.get(0).body.get("run_id").asText());
    assertEquals("RUNNING", calls.get(0).body.get("status").asText());
  }

  @Test
  void tokensAndPasswordsAreThoseOfMlflowsEnvironment() {
    run(Map.of("MLFLOW_TRACKING_TOKEN", "t"), Map.of()).end(Status.FINISHED);
    assertEquals("Bearer t", calls.get(0).authorization);
    calls.clear();
    Map<String, String> user =
        Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p");
    run(user, Map.of()).end(Status.FINISHED);
    assertEquals(
        "Basic " + Base64.getEncoder().encodeToString("u:p".getBytes()),
        calls.get(0).authorization);
    calls.clear();
    run(Map.of(), Map.of()).end(Status.FINISHED);
    assertNull(calls.get(0).authorization);
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
    assertEquals(100, calls.get(1).body.get("params").size());
    assertEquals(500, calls.get(1).body.get("params").get(0).get("value").asText().length());
    assertEquals(50, calls.get(2).body.get("params").size());
    int sent = 0;
    for (Call call : calls.subList(3, calls.size() - 1)) {
      assertTrue(call.body.get("metrics").size() <= 1000);
      sent += call.body.get("metrics").size();
    }
    assertEquals(1500, sent);
  }

  @Test
  void whatAServerMissesIsSentWhenItIsBack() {
    status = 503;
    MlflowRun run = run(Map.of(), Map.of());
    run.log(1, Map.of("loss", 1.0));
    String warning = null;
    while (warning == null) {
      warning = run.warning();
    }
    assertEquals(
        "MLflow at http://127.0.0.1:%d: runs/create answers 503: no; training goes on without it"
            .formatted(server.getAddress().getPort()),
        warning);
    status = 200;
    calls.clear();
    run.log(2, Map.of("loss", 0.5));
    run.end(Status.FINISHED);
    assertNull(run.warning(), "it has been said");
    List<Integer> steps = new ArrayList<>();
    calls.stream()
        .filter(call -> call.path.endsWith("log-batch"))
        .forEach(call -> call.body.get("metrics").forEach(m -> steps.add(m.get("step").asInt())));
    assertEquals(List.of(1, 2), steps);
  }

  @Test
  void aServerThatRefusesIsLeftAlone() {
    status = 401;
    MlflowRun run = run(Map.of(), Map.of());
    run.log(1, Map.of("loss", 1.0));
    run.end(Status.FINISHED);
    assertEquals(List.of("runs/create"), paths());
    assertTrue(run.warning().contains("runs/create answers 401: no"));
    assertNull(run.warning());
  }

  @Test
  void nobodyWaitsForAServerThatDoesNotAnswer() {
    open = new CountDownLatch(1);
    MlflowRun run = run(Map.of(), Map.of());
    for (int epoch = 1; epoch <= 1000; epoch++) {
      run.log(epoch, Map.of("loss", 1.0)); // while the first call hangs
    }
    assertEquals(List.of(), paths());
    open.countDown();
    run.end(Status.FINISHED);
    assertEquals("FINISHED", calls.get(calls.size() - 1).body.get("status").asText());
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
