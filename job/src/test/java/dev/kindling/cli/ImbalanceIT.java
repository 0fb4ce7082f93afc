package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands on two classes, one with a tenth of the rows, that overlap. */
@ExtendWith(Commands.Extension.class)
class ImbalanceIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;
  private Path rows;
  private Path conf;

  @BeforeEach
  void write(Commands shared) throws IOException {
    commands = shared;
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < 400; row++) {
      boolean rare = row % 10 == 0;
      double center = rare ? 1.5 : 0;
      lines.add(
          (center + random.nextGaussian())
              + ","
              + (center + random.nextGaussian())
              + (rare ? ",sick" : ",healthy"));
    }
    rows = Files.write(folder.resolve("rows.csv"), lines);
    conf =
        Files.writeString(
            folder.resolve("conf.yaml"),
            """
            data: {train: %s, label: 2}
            network: {input: 2, layers: [dense: {units: 2}]}
            training: {optimizer: {sgd: {learning_rate: 0.5}}, epochs: 10}
            """
                .formatted(rows));
  }

  private JsonNode evaluated(String name, String... options) throws IOException {
    Path output = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("train", "--conf", "" + conf));
    arguments.addAll(List.of("--output", "" + output));
    arguments.addAll(List.of(options));
    commands.run(arguments.toArray(String[]::new)).done();
    String model = output + "/model";
    return JSON.readTree(
        commands.run("evaluate", "--model", model, "--data", "" + rows, "--json").done().out());
  }

  @Test
  void balancedWeightsFindMoreOfTheRareClass() throws IOException {
    JsonNode plain = evaluated("plain");
    JsonNode balanced = evaluated("balanced", "--set", "training.class_weights=balanced");
    // Under balanced weights, each row of 40 counts as much as nine of the 360 others.
    JsonNode named =
        evaluated(
            "named", "--set", "training.class_weights={sick: 5, healthy: 0.5555555555555556}");

    assertTrue(
        balanced.get("balanced_accuracy").asDouble() > plain.get("balanced_accuracy").asDouble(),
        () -> plain + " and " + balanced);
    assertTrue(balanced.get("accuracy").asDouble() < plain.get("accuracy").asDouble());
    assertTrue(plain.get("auc").asDouble() > 0.8, plain::toString);
    assertEquals(balanced, named);
  }

  @Test
  void theSameWeightForAllClassesChangesNothing() throws IOException {
    JsonNode plain = evaluated("plain", "--set", "training.local_steps=3");
    JsonNode weighted =
        evaluated(
            "weighted",
            "--set",
            "training.local_steps=3",
            "--set",
            "training.class_weights={sick: 4, healthy: 4}");
    assertEquals(plain, weighted);
    assertEquals(summary("plain").get("train_loss"), summary("weighted").get("train_loss"));
  }

  @Test
  void aStratifiedRunHoldsOutTheShareOfTheRareClassAndMeasuresItPlainly() throws IOException {
    evaluated(
        "stratified",
        "--set",
        "data.validation=0.25",
        "--set",
        "data.stratify=true",
        "--set",
        "training.label_smoothing=0.5");
    JsonNode summary = summary("stratified");
    assertEquals(100, summary.get("validation_examples").asInt());
    // Half of a label says nothing, so the smoothed loss stays near log 2.
    assertTrue(summary.get("train_loss").asDouble() > 0.5, summary::toString);
    assertTrue(summary.get("validation_loss").asDouble() < 0.5, summary::toString);
  }

  private JsonNode summary(String name) throws IOException {
    return JSON.readTree(folder.resolve(name).resolve("summary.json").toFile());
  }

  @Test
  void theGradientsOfWeightedAndSmoothedExamplesHold() {
    Commands.Outcome check =
        commands
            .run(
                "gradcheck",
                "--conf",
                "" + conf,
                "--set",
                "training.class_weights=balanced",
                "--set",
                "training.label_smoothing=0.1")
            .done();
    assertTrue(check.out().contains("layer1.W"), check.out());
  }

  @Test
  void aWeightOfAClassThatIsNotThereIsRefused() {
    String output = "" + folder.resolve("refused");
    commands
        .run(
            "train",
            "--conf",
            "" + conf,
            "--output",
            output,
            "--set",
            "training.class_weights={ill: 2}")
        .failed(
            2,
            "training.class_weights has a weight for \"ill\", which is none of the classes [healthy, sick]");
  }

  @Test
  void theDryRunRefusesWhatTrainingWould() {
    String message =
        "training.class_weights has a weight for \"ill\", which is none of the classes [healthy,"
            + " sick]";
    String[] train = {
      "train",
      "--conf",
      "" + conf,
      "--output",
      "" + folder.resolve("out"),
      "--set",
      "training.class_weights={ill: 2}"
    };
    commands.run(train).failed(2, message);
    String[] dry = Arrays.copyOf(train, train.length + 1);
    dry[train.length] = "--dry-run";
    commands.run(dry).failed(2, message);
  }
}
