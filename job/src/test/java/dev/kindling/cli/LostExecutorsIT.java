package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.LocalCluster;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster whose executors are killed, held up, or never come. */
@TestMethodOrder(OrderAnnotation.class) // the last test breaks the cluster
class LostExecutorsIT {
  private static LocalCluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private Future<Script.Result> train(
      String spark, String master, Path output, int epochs, String... more) {
    String[] command =
        Stream.concat(
                Stream.of(
                    "scripts/kindling",
                    "train",
                    "--master",
                    master,
                    "--conf",
                    "conf/digits.yaml",
                    "--set",
                    "training.epochs=" + epochs,
                    "--output",
                    output.toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return CompletableFuture.supplyAsync(
        () -> Script.run(Map.of("KINDLING_JAVA_OPTS", spark), command));
  }

  /** Waits until so many epochs are in the metrics. */
  private static void awaitEpochs(Path output, int epochs, Future<?> run)
      throws IOException, InterruptedException {
    Path metrics = output.resolve("metrics.jsonl");
    while (!run.isDone()
        && (!Files.exists(metrics) || Files.readAllLines(metrics).size() < epochs)) {
      Thread.sleep(20);
    }
    assertFalse(run.isDone(), "the run is over before epoch " + epochs);
  }

  private static void signal(String signal, ProcessHandle process) {
    assertEquals(0, Script.run("kill", "-" + signal, "" + process.pid()).exitCode());
  }

  @Test
  @Order(1)
  void executorsThatDieOrDawdleChangeNoBit() throws Exception {
    Path lost = folder.resolve("lost");
    Future<Script.Result> run =
        train(
            "-Dspark.speculation=true -Dspark.speculation.interval=10ms"
                + " -Dspark.speculation.quantile=0.1 -Dspark.speculation.multiplier=1.1",
            cluster.master(),
            lost,
            12);
    for (int kill = 1; kill <= 2; kill++) {
      awaitEpochs(lost, 4 * kill - 2, run);
      ProcessHandle held = cluster.executors().get(0);
      signal("STOP", held); // what it has is given to the other one as well
      Thread.sleep(500);
      signal("CONT", held);
      awaitEpochs(lost, 4 * kill, run);
      List<ProcessHandle> executors = cluster.executors();
      signal("KILL", executors.get(executors.size() - 1));
    }
    Script.Result result = run.get();
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        2,
        result
            .err()
            .lines()
            .filter(
                line ->
                    line.matches(
                        "[0-9:]{8} WARN executor \\d+ was lost \\(.+\\); its partitions are computed again"))
            .count(),
        result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    Path local = folder.resolve("local");
    assertEquals(0, train("", "local[2]", local, 12).get().exitCode());
    String weights = "model/weights.safetensors";
    assertArrayEquals(
        Files.readAllBytes(local.resolve(weights)), Files.readAllBytes(lost.resolve(weights)));
  }

  /** The first comes when there are tasks, the second when some have waited for a second. */
  @Test
  @Order(1)
  void executorsThatComeWhileItTrainsChangeNoBit() throws Exception {
    Path dynamic = folder.resolve("dynamic");
    Script.Result result =
        train(
                "-Dspark.executor.cores=1 -Dspark.dynamicAllocation.enabled=true"
                    + " -Dspark.dynamicAllocation.shuffleTracking.enabled=true"
                    + " -Dspark.dynamicAllocation.executorIdleTimeout=1s"
                    + " -Dspark.dynamicAllocation.cachedExecutorIdleTimeout=1s",
                cluster.master(),
                dynamic,
                3)
            .get();
    assertEquals(0, result.exitCode(), result.err());
    Path local = folder.resolve("local-3");
    assertEquals(0, train("", "local[2]", local, 3).get().exitCode());
    String weights = "model/weights.safetensors";
    assertArrayEquals(
        Files.readAllBytes(local.resolve(weights)), Files.readAllBytes(dynamic.resolve(weights)));
  }

  @Test
  void aMasterThatDoesNotAnswerIsNotAskedForLong() {
    String nobody = "spark://127.0.0.1:1";
    Path output = folder.resolve("unreachable");
    Script.Result result =
        Script.run(
            "scripts/kindling",
            "train",
            "--master",
            nobody,
            "--conf",
            "conf/digits.yaml",
            "--output",
            output.toString(),
            "--resource-timeout",
            "2");
    assertEquals(
        "kindling: no answer from spark://127.0.0.1:1 within 2 s (--resource-timeout): is it the right address, and does the cluster run?\n",
        result.err());
    assertEquals(1, result.exitCode());
    assertFalse(Files.exists(output), "nothing is left behind");
  }

  @Test
  @Order(2)
  void aClusterThatCannotGiveWhatIsAskedForIsNotWaitedForForEver() throws Exception {
    Path output = folder.resolve("none");
    Script.Result result =
        train("-Dspark.executor.cores=64", cluster.master(), output, 1, "--resource-timeout", "3")
            .get();
    assertGaveUp(result, 3, "spark.executor.cores=64");
    assertFalse(Files.exists(output), "nothing is left behind");
  }

  @Test
  @Order(3)
  void aClusterThatLosesAllItsExecutorsIsNotWaitedForForEver() throws Exception {
    Path output = folder.resolve("stopped");
    Future<Script.Result> run =
        train("", cluster.master(), output, 1000, "--resource-timeout", "15");
    awaitEpochs(output, 2, run);
    List<ProcessHandle> executors = cluster.executors();
    cluster.workers().forEach(ProcessHandle::destroyForcibly);
    executors.forEach(ProcessHandle::destroyForcibly);
    assertGaveUp(run.get(), 15, "");
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
  }

  private static void assertGaveUp(Script.Result result, int seconds, String asked) {
    assertEquals(1, result.exitCode(), result.err());
    String expected =
        "kindling: %s ran no task for %d s (--resource-timeout): it has no executor left, or none that fits "
            .formatted(cluster.master(), seconds);
    assertTrue(
        result.err().lines().anyMatch(line -> line.startsWith(expected) && line.contains(asked)),
        result.err());
  }
}
