package dev.kindling.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A run in the books of an MLflow server. A thread of its own talks to the server: whoever logs
 * neither waits nor fails. What a server that cannot be reached has missed is sent with what comes
 * next; one that refuses is left alone. Either is said once.
 */
public final class MlflowRun {
  /** How a run ends, as MLflow names it. */
  public enum Status {
    FINISHED,
    FAILED,
    KILLED
  }

  private static final int METRICS = 1000; // in one call
  private static final int ENTRIES = 100;
  private static final int MOST_CHARACTERS = 500; // of a parameter
  private static final int SECONDS = 10; // to wait for at the end

  private final MlflowServer server;
  private final Map<String, String> environment;
  private final Map<String, Object> description;
  private final List<Map<String, String>> parameters;
  private final ConcurrentLinkedDeque<Map<String, Object>> unsent = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicReference<String> warning = new AtomicReference<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "mlflow");
            made.setDaemon(true);
            return made;
          });

  // Of the thread.
  private String id;
  private boolean refused;
  private boolean warned;

  private MlflowRun(
      MlflowServer server,
      Map<String, String> environment,
      Map<String, Object> description,
      List<Map<String, String>> parameters) {
    this.server = server;
    this.environment = environment;
    this.description = description;
    this.parameters = parameters;
  }

  /**
   * Starts a run.
   *
   * @param environment of the process: {@code MLFLOW_TRACKING_URI} and MLflow's other variables
   * @throws IllegalArgumentException if that is no address of HTTP
   */
  public static MlflowRun start(
      Map<String, String> environment,
      String name,
      Map<String, String> parameters,
      Map<String, String> tags) {
    MlflowServer server = new MlflowServer(environment.get("MLFLOW_TRACKING_URI"), environment);
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("run_name", name);
    description.put("start_time", System.currentTimeMillis());
    description.put("tags", entries(tags));
    MlflowRun run = new MlflowRun(server, environment, description, entries(parameters));
    run.send();
    return run;
  }

  /**
   * Keys may hold letters of any script and few signs; a server refuses one that is there twice.
   */
  static List<Map<String, String>> entries(Map<String, String> map) {
    Map<String, String> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String legal = key.replaceAll("(?U)[^\\w./ :-]", "_");
          String only = legal;
          for (int n = 2; entries.containsKey(only); n++) {
            only = legal + "_" + n;
          }
          entries.put(only, value.substring(0, Math.min(value.length(), MOST_CHARACTERS)));
        });
    List<Map<String, String>> pairs = new ArrayList<>(); // that becomes shorter as it is sent
    entries.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
    return pairs;
  }

  /** Logs numbers at a step. */
  public void log(long step, Map<String, Double> metrics) {
    long now = System.currentTimeMillis();
    metrics.forEach(
        (key, value) ->
            unsent.add(Map.of("key", key, "value", value, "timestamp", now, "step", step)));
    send();
  }

  private void send() {
    if (!scheduled.getAndSet(true)) {
      thread.execute(
          () -> {
            scheduled.set(false);
            attempt(this::sendAll);
          });
    }
  }

  /** What went wrong since it was asked for last; null for nothing, and after the first time. */
  public String warning() {
    return warning.getAndSet(null);
  }

  /** Sends what is left, and the status, for {@value #SECONDS} seconds at most. */
  public void end(Status status) {
    long now = System.currentTimeMillis();
    thread.execute(
        () ->
            attempt(
                () -> {
                  sendAll();
                  server.updateRun(Map.of("run_id", id, "status", status.name(), "end_time", now));
                }));
    thread.shutdown();
    try {
      if (!thread.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
        warn("it takes too long to answer");
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Talks to the server. */
  @FunctionalInterface
  private interface Calls {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(Calls calls) {
    if (refused) {
      return;
    }
    try {
      calls.run();
    } catch (IOException e) {
      refused = e instanceof MlflowServer.RefusedException answer && answer.isFinal();
      warn(
          e.getMessage() == null
              ? "it cannot be reached (" + e.getClass().getSimpleName() + ")"
              : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end has waited long enough
    }
  }

  private synchronized void warn(String problem) {
    if (!warned) {
      warned = true;
      warning.set("MLflow at %s: %s; training goes on without it".formatted(server, problem));
    }
  }

  private void sendAll() throws IOException, InterruptedException {
    if (id == null) {
      id = begin();
    }
    while (!parameters.isEmpty()) {
      List<Map<String, String>> some = parameters.subList(0, Math.min(ENTRIES, parameters.size()));
      server.logBatch(Map.of("run_id", id, "params", some));
      some.clear();
    }
    while (!unsent.isEmpty()) {
      List<Map<String, Object>> some = unsent.stream().limit(METRICS).toList();
      server.logBatch(Map.of("run_id", id, "metrics", some));
      some.forEach(sent -> unsent.removeFirst());
    }
  }

  /** A new run in the experiment, or the run that the environment names. */
  private String begin() throws IOException, InterruptedException {
    String existing = environment.get("MLFLOW_RUN_ID");
    if (existing != null) {
      server.updateRun(Map.of("run_id", existing, "status", "RUNNING"));
      return existing;
    }
    String experiment = environment.get("MLFLOW_EXPERIMENT_ID");
    String name = environment.get("MLFLOW_EXPERIMENT_NAME");
    if (experiment == null) {
      experiment = name == null ? "0" : server.experiment(name);
    }
    Map<String, Object> run = new LinkedHashMap<>(description);
    run.put("experiment_id", experiment);
    return server.createRun(run);
  }
}
