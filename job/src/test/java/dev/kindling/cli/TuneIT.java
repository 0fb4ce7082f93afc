package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command from end to end: what it prints, writes and ends with. */
@ExtendWith(Commands.Extension.class)
class TuneIT {
  private static final String RATES = "training.optimizer.sgd.learning_rate";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  private Commands.Outcome tune(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("tune", "--conf", "../conf/digits.yaml", "--output", output()));
    arguments.addAll(List.of("--set", "training.epochs=2"));
    arguments.addAll(List.of(options));
    return commands.run(arguments.toArray(String[]::new));
  }

  private String output() {
    return folder.resolve("tune").toString();
  }

  @Test
  void theBestIsSaidAndItsConfigurationTrainsToTheSame() throws IOException {
    Commands.Outcome outcome =
        tune("--grid", RATES + "=1e30,0.001,0.1", "--grid", "training.schedule=constant").done();
    List<String> lines = outcome.out().lines().toList();
    assertTrue(
        lines
            .get(0)
            .matches(
                "trial 1/3  learning_rate 1.0E30  schedule constant  validation_accuracy diverged"
                    + "  \\d+\\.\\d s"),
        lines.get(0));
    assertTrue(
        lines
            .get(4)
            .matches(
                "trial +learning_rate +schedule +validation_accuracy +validation_loss +seconds"),
        lines.get(4));
    assertTrue(
        lines.get(5).matches("3 +0\\.1 +constant +0\\.9\\d{3} +\\d\\.\\d{4} +.*"), lines.get(5));
    assertTrue(lines.get(6).matches("2 +0\\.001 +constant +0\\.\\d{4} .*"), lines.get(6));
    assertTrue(lines.get(7).matches("1 +1\\.0E30 +constant +diverged +diverged .*"), lines.get(7));
    String best = output() + "/best.yaml";
    assertEquals(
        "best: trial 3; train it: scripts/kindling train --conf " + best,
        lines.get(lines.size() - 1));

    String trained = folder.resolve("train").toString();
    commands.run("train", "--conf", best, "--output", trained).done();
    assertEquals(
        JSON.readTree(Path.of(output(), "summary.json").toFile())
            .get("best")
            .get("validation_loss"),
        JSON.readTree(Path.of(trained, "summary.json").toFile()).get("validation_loss"));

    tune("--grid", RATES + "=0.1")
        .failed(
            2,
            output()
                + " (--output) exists and is not empty; choose another folder, --overwrite to replace"
                + " the search in it, or --resume to go on with it");
  }

  @Test
  void pointsAreDrawnAndPrintedAsJson() throws IOException {
    Commands.Outcome outcome =
        tune(
            "--random",
            "2",
            "--sample",
            RATES + "=log(1e-3, 1e-1)",
            "--sample",
            "network.layers.0.dense.units=int(8, 32)",
            "--folds",
            "2",
            "--metric",
            "validation_loss",
            "--data",
            "digits",
            "--json");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("trial 1/2  learning_rate "), outcome.err());
    JsonNode json = JSON.readTree(outcome.out());
    assertEquals("validation_loss", json.get("metric").asText());
    assertEquals(2, json.get("folds").asInt());
    assertEquals(2, json.get("trials").size());
    for (JsonNode trial : json.get("trials")) {
      assertEquals(2, trial.get("folds").size());
      int units = trial.get("overrides").get("network.layers.0.dense.units").asInt();
      assertTrue(units >= 8 && units <= 32);
    }
    assertEquals(json.get("best"), json.get("trials").get(0));
    assertTrue(
        json.get("trials").get(0).get("validation_loss").asDouble()
            <= json.get("trials").get(1).get("validation_loss").asDouble());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|--grid is missing, or --random and --sample: what to try",
        "--grid a=1 --random 2|--random needs --sample, and no --grid: a list in --sample is drawn"
            + " from",
        "--sample a=1|--sample and --seed need --random, how many points to draw",
        "--random 0 --sample a=1|--random is 0 but must be at least 1",
        "--grid a=1 --resume --overwrite|--resume and --overwrite exclude each other",
        "--folds 1 --grid a=1|--folds is 1 but must be at least 2",
      })
  void optionsThatDoNotGoTogetherAreRefused(String options, String message) {
    Commands.Outcome outcome = tune(options == null ? new String[0] : options.split(" "));
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().startsWith(message + "\n"), outcome.err());
  }

  @Test
  void aSearchThatIsKilledGoesOn() throws Exception {
    String[] options = {"--grid", RATES + "=0.01,0.02,0.05,0.1", "--folds", "3"};
    List<String> command =
        Commands.java(
            "-Dspark.master=local[2]",
            Kindling.class.getName(),
            "tune",
            "--conf",
            "../conf/digits.yaml",
            "--output",
            output(),
            "--set",
            "training.epochs=2");
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (process.isAlive() && !Files.exists(Path.of(output(), "trials/trial-000001.json"))) {
      Thread.sleep(10);
    }
    process.destroyForcibly().waitFor();
    assertFalse(
        Files.exists(Path.of(output(), "summary.json")), Files.readString(folder.resolve("log")));
    JsonNode before = JSON.readTree(Path.of(output(), "trials/trial-000001.json").toFile());
    List<String> again = new ArrayList<>(List.of(options));
    again.add("--resume");
    List<String> lines = tune(again.toArray(String[]::new)).done().out().lines().toList();
    assertTrue(lines.get(0).startsWith("trial 1/4  learning_rate 0.01 "), lines.get(0));
    List<String> after = Files.readAllLines(Path.of(output(), "trials.jsonl"));
    assertEquals(4, after.size());
    assertEquals(before.get("seconds"), JSON.readTree(after.get(0)).get("seconds"));
  }

  @Test
  void anIllegalValueLeavesNothingBehind() {
    tune("--grid", "training.batch_size=64,0")
        .failed(
            2,
            "../conf/digits.yaml (--grid training.batch_size=0): training.batch_size is 0 but must"
                + " be a whole number from 1 to 2147483647");
    assertFalse(Files.exists(Path.of(output())));
  }
}
