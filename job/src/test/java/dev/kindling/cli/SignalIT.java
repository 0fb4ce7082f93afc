package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.HangingFileSystem;
import dev.kindling.testing.Script;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped from outside. */
class SignalIT {
  private static final String TRAIN_UNTIL_STOPPED =
      """
      scripts/kindling train --conf conf/digits.yaml --output "$0" --set training.epochs=1000000 &
      until [ -s "$0/metrics.jsonl" ]; do kill -0 $! || exit 1; sleep 0.2; done
      kill -%s $!
      wait $!
      """;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void aTerminatedRunSavesACheckpointAndSaysHowToGoOn(String signal, @TempDir Path folder) {
    Script.Result result = trainAndSend(signal, folder.resolve("run"));
    assertEquals(75, result.exitCode(), result.err());
    assertTrue(
        result
            .err()
            .matches(
                "(?s).*kindling: stopped by SIG"
                    + signal
                    + " in epoch \\d+ after step \\d+; "
                    + folder
                    + "/run/checkpoints/step-\\d{12} has it all: run again with --resume\n"),
        result.err());
    assertUnfinished(folder.resolve("run"));
  }

  @Test
  void aStoreThatDoesNotAnswerDoesNotKeepATerminatedRun(@TempDir Path folder) throws Exception {
    Path run = folder.resolve("run");
    Path hangs = folder.resolve("hangs");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Commands.java(
                    "-Dhanging=" + hangs,
                    "-Dspark.master=local[2]",
                    "-Dspark.hadoop.fs.hanging.impl=" + HangingFileSystem.class.getName(),
                    Kindling.class.getName(),
                    "train",
                    "--conf",
                    "../conf/digits.yaml",
                    "--set",
                    "training.epochs=1000000",
                    "--set",
                    "training.checkpoint={every_steps: 20}",
                    "--output",
                    "hanging:" + run))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    File metrics = run.resolve("metrics.jsonl").toFile(); // a line comes after a checkpoint
    while (process.isAlive() && metrics.length() == 0) {
      Thread.sleep(10);
    }
    Files.createFile(hangs);
    process.destroy();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> read(log));
    assertEquals(75, process.exitValue(), () -> read(log));
    String last = read(log).lines().reduce("", (before, line) -> line);
    assertTrue(
        last.matches(
            "kindling: stopped by SIGTERM; hanging:%s could not be written within 8 s: hanging:%s/checkpoints/step-\\d{12} is the last checkpoint: run again with --resume"
                .formatted(run, run)),
        last);
  }

  /** All the steps of an epoch in one round. */
  @Test
  void aRoundThatGoesOnDoesNotKeepATerminatedRun(@TempDir Path folder) throws Exception {
    Path run = folder.resolve("run");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Commands.java(
                    "-Dspark.master=local[1]",
                    Kindling.class.getName(),
                    "train",
                    "--conf",
                    "../conf/digits.yaml",
                    "--set",
                    "network.layers=[dense: {units: 1400}, dense: {units: 1400}, dense: {units: 10}]",
                    "--set",
                    "training={optimizer: {sgd: {learning_rate: 1e-9}}, batch_size: 1, partitions: 1, local_steps: 2000}",
                    "--output",
                    run.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    File metrics = run.resolve("metrics.jsonl").toFile(); // a line comes before the next round
    while (process.isAlive() && metrics.length() == 0) {
      Thread.sleep(10);
    }
    process.destroy(); // a round takes several seconds
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> read(log));
    assertEquals(75, process.exitValue(), () -> read(log));
    String last = read(log).lines().reduce("", (before, line) -> line);
    assertEquals(
        "kindling: stopped by SIGTERM in epoch 2 after step 0; %s/checkpoints/step-000000001438 has it all: run again with --resume"
            .formatted(run),
        last);
    assertFalse(read(log).contains("TaskKilled"), () -> read(log));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsStoppedBeforeItTrainsSaysSoAndLeavesNoLock(@TempDir Path folder) {
    Script.Result result =
        Script.run(
            "bash",
            "-c",
            """
            scripts/kindling train --conf conf/digits.yaml --output "$0" &
            until [ -s "$0/.lock" ]; do kill -0 $! || exit 1; sleep 0.02; done
            kill $!
            wait $!
            """,
            folder.resolve("run").toString());
    assertEquals(143, result.exitCode(), result.err());
    assertTrue(
        result.err().contains("kindling: stopped by a signal before it was done\n"), result.err());
    assertFalse(Files.exists(folder.resolve("run/.lock")));
  }

  /** Killed at random moments, {@code -Dkills=20} of them, and resumed each time. */
  @Test
  void aRunThatIsKilledAndResumedEndsInTheSameBytes(@TempDir Path folder) throws Exception {
    Path straight = folder.resolve("straight");
    long started = System.nanoTime();
    assertEquals(0, train(straight).waitFor());
    int millis = (int) ((System.nanoTime() - started) / 1_000_000);
    Path killed = folder.resolve("killed");
    Random moments = new Random();
    int kills = Integer.getInteger("kills", 3);
    for (int left = kills; left > 0; ) {
      Process run = train(killed);
      if (moments.nextBoolean()) {
        awaitCheckpoint(killed, run);
        run.waitFor(moments.nextInt(1000), TimeUnit.MILLISECONDS);
      } else {
        run.waitFor(moments.nextInt(millis), TimeUnit.MILLISECONDS);
      }
      if (run.isAlive()) {
        run.destroyForcibly().waitFor();
        left--;
      } else { // it was too quick: once more
        assertEquals(0, run.exitValue());
        assertSameRun(straight, killed);
        FileUtils.deleteDirectory(killed.toFile());
      }
    }
    assertEquals(0, train(killed).waitFor());
    assertSameRun(straight, killed);
  }

  /** A driver in a process of its own: the script replaces itself by it. */
  private static Process train(Path output) throws IOException {
    return new ProcessBuilder(
            "scripts/kindling",
            "train",
            "--conf",
            "conf/digits.yaml",
            "--set",
            "training.epochs=12",
            "--set",
            "training.checkpoint={every_steps: 3}",
            "--resume",
            "--output",
            output.toString())
        .directory(Script.ROOT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.resolveSibling("log").toFile()))
        .start();
  }

  /** Waits for a checkpoint that the run itself has made. */
  private static void awaitCheckpoint(Path output, Process run) throws InterruptedException {
    File checkpoints = output.resolve("checkpoints").toFile();
    String before = Arrays.toString(checkpoints.list());
    while (run.isAlive() && Arrays.toString(checkpoints.list()).equals(before)) {
      Thread.sleep(10);
    }
  }

  private static void assertSameRun(Path straight, Path killed) throws IOException {
    for (String file : List.of("model/model.json", "model/weights.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(straight.resolve(file)),
          Files.readAllBytes(killed.resolve(file)),
          file);
    }
    assertEquals(12, Files.readAllLines(killed.resolve("metrics.jsonl")).size());
    String[] files = killed.toFile().list();
    Arrays.sort(files);
    assertEquals(
        "[_SUCCESS, metrics.jsonl, model, report.html, summary.json]", Arrays.toString(files));
  }

  @Test
  void aKilledRunLeavesNothingThatLooksWhole(@TempDir Path folder) {
    Script.Result result = trainAndSend("KILL", folder.resolve("run"));
    assertEquals(137, result.exitCode(), result.err());
    assertUnfinished(folder.resolve("run"));
  }

  private static Script.Result trainAndSend(String signal, Path output) {
    return Script.run("bash", "-c", TRAIN_UNTIL_STOPPED.formatted(signal), output.toString());
  }

  private static void assertUnfinished(Path output) {
    assertTrue(Files.exists(output.resolve("metrics.jsonl")));
    assertFalse(Files.exists(output.resolve("model")));
    assertFalse(Files.exists(output.resolve("summary.json")));
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
  }
}
