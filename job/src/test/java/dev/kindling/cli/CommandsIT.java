package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.cli.Commands.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands from end to end: what they print, write and end with. */
@ExtendWith(Commands.Extension.class)
class CommandsIT {
  private static final String DIGITS = "../conf/digits.yaml"; // Maven runs the tests in job/
  private static final String SHORT = "training.epochs=2";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  /** Trains into a folder of that name. */
  private Path train(String name, String... options) {
    return trainOn("local[2]", name, options);
  }

  private Path trainOn(String master, String name, String... options) {
    Path output = folder.resolve(name);
    List<String> arguments =
        new ArrayList<>(List.of("train", "--conf", DIGITS, "--output", output.toString()));
    arguments.addAll(List.of(options));
    commands.runOn(master, arguments.toArray(String[]::new)).done();
    return output;
  }

  private static List<String> digits() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Commands.class.getResourceAsStream("/dev/kindling/data/digits.csv.gz")),
                StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    }
  }

  private static byte[] weights(Path output) throws IOException {
    return Files.readAllBytes(output.resolve("model/weights.safetensors"));
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void trainTellsWhatItDoesAndLeavesACompleteFolder() throws IOException {
    Path output = folder.resolve("out");
    Outcome outcome =
        commands
            .run("train", "--conf", DIGITS, "--output", output.toString(), "--set", SHORT)
            .done();
    List<String> lines = outcome.out().lines().toList();
    assertEquals(
        "digits: 1,438 training and 359 validation examples in 4 partitions, 4,810 parameters",
        lines.get(0));
    assertTrue(lines.get(1).startsWith("BLAS: "), lines.get(1));
    for (int epoch = 1; epoch <= 2; epoch++) {
      assertTrue(
          lines
              .get(1 + epoch)
              .matches(
                  "epoch "
                      + epoch
                      + "/2  loss \\d\\.\\d{4}  accuracy 0\\.\\d{4}  validation loss \\d\\.\\d{4} "
                      + " accuracy 0\\.\\d{4}  [\\d,]+ examples/s"),
          lines.get(1 + epoch));
    }
    assertTrue(
        lines
            .get(4)
            .matches(
                "trained 2 epochs in \\d+\\.\\d s: training accuracy 0\\.\\d{4} \\(loss"
                    + " \\d\\.\\d{4}\\), validation accuracy 0\\.\\d{4} \\(loss \\d\\.\\d{4}\\)"),
        lines.get(4));
    assertTrue(lines.get(5).matches("time: \\d+% .*: .+"), lines.get(5));
    assertEquals("output: " + output, lines.get(6));
    assertEquals(7, lines.size());

    assertEquals(
        List.of("_SUCCESS", "metrics.jsonl", "model", "report.html", "summary.json"),
        names(output));
    assertEquals(List.of("model.json", "weights.safetensors"), names(output.resolve("model")));
    List<String> metrics = Files.readAllLines(output.resolve("metrics.jsonl"));
    assertEquals(2, metrics.size());
    JsonNode last = JSON.readTree(metrics.get(1));
    assertEquals(
        List.of(
            "epoch",
            "step",
            "learning_rate",
            "train_loss",
            "train_accuracy",
            "validation_loss",
            "validation_accuracy",
            "examples",
            "seconds",
            "examples_per_second"),
        keys(last));
    assertEquals(2, last.get("epoch").asInt());
    assertEquals(2 * 23, last.get("step").asInt());
    assertEquals(1438, last.get("examples").asInt());
    JsonNode summary = json(output.resolve("summary.json"));
    for (String key : List.of("train_loss", "train_accuracy", "validation_loss")) {
      assertEquals(last.get(key), summary.get(key), key);
    }
    assertEquals(4810, summary.get("parameters").asInt());
    assertEquals(359, summary.get("validation_examples").asInt());
    assertEquals(2, summary.get("configuration").get("training").get("epochs").asInt());
  }

  @Test
  void theSameRowsGiveTheSameBytesOnAnyCoresAndFromAnyFilesAndOtherSeedsDoNot() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("parts"));
    List<String> rows = digits();
    Files.write(parts.resolve("a.csv"), rows.subList(0, 100));
    Files.write(parts.resolve("b.csv"), rows.subList(100, 101));
    Files.write(parts.resolve("c.csv"), rows.subList(101, rows.size()));
    byte[] expected = weights(trainOn("local[1]", "one", "--set", SHORT));
    assertArrayEquals(
        expected, weights(trainOn("local[4]", "four", "--set", SHORT, "--data", parts.toString())));
    assertFalse(
        Arrays.equals(
            expected, weights(train("other", "--set", SHORT, "--set", "training.seed=2"))));
  }

  @Test
  void evaluateFindsWhatTrainingFoundOnTheSameValidationRows() throws IOException {
    List<String> rows = digits();
    Path held = Files.write(folder.resolve("held.csv"), rows.subList(0, 300));
    Path rest = Files.write(folder.resolve("rest.csv"), rows.subList(300, rows.size()));
    Path output =
        train("out", "--data", rest.toString(), "--set", SHORT, "--set", "data.validation=" + held);
    JsonNode summary = json(output.resolve("summary.json"));
    String model = output.resolve("model").toString();
    JsonNode evaluation =
        JSON.readTree(
            commands
                .run("evaluate", "--model", model, "--data", held.toString(), "--json")
                .done()
                .out());
    assertEquals(
        List.of(
            "examples",
            "accuracy",
            "balanced_accuracy",
            "loss",
            "auc",
            "classes",
            "macro_average",
            "weighted_average",
            "confusion_matrix"),
        keys(evaluation));
    assertTrue(evaluation.get("auc").isNull(), "defined for two classes alone");
    assertEquals(
        List.of("precision", "recall", "f1", "support"), keys(evaluation.get("macro_average")));
    assertEquals(
        evaluation.get("accuracy").asDouble(),
        evaluation.get("weighted_average").get("recall").asDouble(),
        1e-12);
    assertEquals(300, evaluation.get("examples").asInt());
    assertEquals(summary.get("validation_accuracy"), evaluation.get("accuracy"));
    assertEquals(
        summary.get("validation_loss").asDouble(), evaluation.get("loss").asDouble(), 1e-6);
    assertEquals(
        List.of("class", "precision", "recall", "f1", "support"),
        keys(evaluation.get("classes").get(0)));
    long counted = 0;
    for (JsonNode row : evaluation.get("confusion_matrix")) {
      for (JsonNode count : row) {
        counted += count.asLong();
      }
    }
    assertEquals(300, counted);

    List<String> table =
        commands
            .run("evaluate", "--model", model, "--data", "digits")
            .done()
            .out()
            .lines()
            .toList();
    assertTrue(table.get(0).startsWith("1,797 examples: accuracy 0."), table.get(0));
    assertTrue(table.get(2).matches("class +precision +recall +F1 +examples"), table.get(2));
    assertTrue(table.get(13).matches("macro average( +0\\.\\d{4}){3} +1797"), table.get(13));
    assertTrue(table.get(14).matches("weighted average( +0\\.\\d{4}){3} +1797"), table.get(14));
    assertTrue(table.get(16).matches("true \\\\ predicted( +\\d){10}"), table.get(16));
  }

  @Test
  void trainingGoesOnFromAModelOfTheSameNetwork() throws IOException {
    Path first = train("first", "--set", SHORT);
    String model = "training.initial_model=" + first.resolve("model");
    Path same = train("same", "--set", model, "--set", "training.epochs=0");
    assertTrue(Arrays.equals(weights(first), weights(same)));

    Path further = train("further", "--set", model, "--set", SHORT, "--set", "data.validation=0.5");
    assertTrue(
        JSON.readTree(further.resolve("summary.json").toFile()).get("train_loss").asDouble()
            < JSON.readTree(first.resolve("summary.json").toFile()).get("train_loss").asDouble());
    assertEquals(
        JSON.readTree(first.resolve("model/model.json").toFile()).get("features"),
        JSON.readTree(further.resolve("model/model.json").toFile()).get("features"),
        "fitted anew to other rows");

    commands
        .run(
            "train",
            "--conf",
            DIGITS,
            "--output",
            folder.resolve("other").toString(),
            "--set",
            model,
            "--set",
            "network.layers=[dense: {units: 10}]")
        .failed(
            2,
            "the network of "
                + first.resolve("model")
                + " (training.initial_model) is [64] -> dense {activation=relu, units=64} -> dense"
                + " {activation=linear, units=10} but the configured one is [64] -> dense"
                + " {activation=linear, units=10}");
  }

  @Test
  void predictWritesTheRowsInOrderWithTheClassesNames() throws IOException {
    StringBuilder text = new StringBuilder("weight;kind;height\n");
    for (int i = 0; i < 30; i++) {
      String kind = List.of("cat", "big; dog", "eel").get(i % 3);
      text.append(i % 3 + i / 100.0)
          .append(";\"")
          .append(kind)
          .append("\";")
          .append(i)
          .append('\n');
    }
    Path rows = Files.writeString(folder.resolve("rows.csv"), text);
    Path output =
        train(
            "out",
            "--data",
            rows.toString(),
            "--set",
            "data={train: x, label: kind, delimiter: ;}",
            "--set",
            "network={input: 2, layers: [dense: {units: 3}]}",
            "--set",
            "training.epochs=60");
    String model = output.resolve("model").toString();
    Path withLabels = folder.resolve("predictions");
    assertEquals(
        "30 predictions: " + withLabels + "\n",
        commands
            .run(
                "predict", "--model", model, "--data", rows.toString(), "--output", "" + withLabels)
            .done()
            .out());
    List<String> lines = Files.readAllLines(withLabels.resolve("part-00000"));
    assertEquals(
        "row,prediction,probability_big; dog,probability_cat,probability_eel", lines.get(0));
    assertEquals(31, lines.size());
    int correct = 0;
    for (int row = 0; row < 30; row++) {
      String[] fields = lines.get(1 + row).split(",");
      assertEquals(String.valueOf(row), fields[0]);
      correct += fields[1].equals(List.of("cat", "big; dog", "eel").get(row % 3)) ? 1 : 0;
      double[] probabilities =
          Arrays.stream(fields, 2, 5).mapToDouble(Double::parseDouble).toArray();
      assertEquals(1, Arrays.stream(probabilities).sum(), 1e-5);
    }
    assertTrue(correct >= 25, correct + " of 30 are right");

    Path unlabelled =
        Files.write(
            folder.resolve("unlabelled.csv"),
            text.toString().lines().map(line -> line.replaceFirst(";.*;", ";")).toList());
    Path withoutLabels = folder.resolve("more");
    commands
        .run("predict", "--model", model, "--data", "" + unlabelled, "--output", "" + withoutLabels)
        .done();
    assertEquals(lines, Files.readAllLines(withoutLabels.resolve("part-00000")));

    commands
        .run("predict", "--model", model, "--data", "" + rows, "--output", "" + withLabels)
        .failed(2, withLabels + " (--output) exists; choose another folder");
    commands
        .run("predict", "--model", model, "--data", "" + rows, "--output", rows + "/below")
        .failed(
            2,
            rows + "/below (--output) cannot be written: Parent path is not a directory: " + rows);
    commands
        .run("evaluate", "--model", model, "--data", "" + unlabelled)
        .failed(
            3,
            unlabelled + " has no column \"kind\" for the label; its header names weight, height");
    Path strange = Files.writeString(folder.resolve("strange.csv"), text + "1;gnu;2\n");
    commands
        .run("evaluate", "--model", model, "--data", "" + strange)
        .failed(
            3,
            strange
                + " line 32 has the label \"gnu\", which is outside the classes big; dog, cat, eel"
                + " (the model's)");
    Path wider = Files.writeString(folder.resolve("wider.csv"), "a;kind;b;c\n1;cat;2;3\n");
    commands
        .run("predict", "--model", model, "--data", "" + wider, "--output", "" + folder + "/w")
        .failed(
            3,
            wider + " has 3 feature columns beside the label but 2 are expected (network.input)");
  }

  @Test
  void inspectShowsShapesAndCounts() {
    Path output = train("out", "--set", "training.epochs=0");
    String table = commands.run("inspect", "--model", output + "/model").done().out();
    assertTrue(table.contains("W [64 x 64], b [64]"), table);
    assertTrue(table.contains("4,810"), table);
    assertTrue(table.contains("classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\n"), table);
    commands
        .run("inspect", "--model", output + "/model", "--filters", folder + "/filters.png")
        .failed(2, "the model has no conv2d layer, so no filters to draw (--filters)");
    Outcome alone = commands.run("inspect", "--model", output + "/model", "--overwrite");
    assertEquals(2, alone.code());
    assertTrue(alone.err().contains("--overwrite needs --filters"), alone.err());
  }

  @Test
  void gradcheckHoldsForWhatShips() {
    for (String conf : List.of(DIGITS, "../conf/course.yaml")) {
      Outcome outcome = commands.run("gradcheck", "--conf", conf, "--max-parameters", "300").done();
      assertTrue(outcome.out().contains("layer2.b"), outcome.out());
      assertTrue(
          outcome
              .out()
              .lines()
              .anyMatch(
                  line ->
                      line.startsWith("Spark's sum over several partitions, one empty, against one")
                          && line.endsWith("holds")),
          outcome.out());
    }
    Outcome none = commands.run("gradcheck", "--conf", DIGITS, "--max-parameters", "0");
    assertEquals(2, none.code());
    assertTrue(none.err().startsWith("--max-parameters is 0 but must be at least 1\n"), none.err());
  }

  @Test
  void anOlderRunGivesWayOnlyToOneThatStarts() throws IOException {
    Path output = train("out", "--set", "training.epochs=0");
    byte[] older = weights(output);
    Files.writeString(output.resolve("notes.txt"), "mine");
    commands
        .run("train", "--conf", DIGITS, "--output", "" + output)
        .failed(
            2,
            output
                + " (--output) exists and is not empty; choose another folder, --overwrite to"
                + " replace the run in it, or --resume to go on with it");
    Outcome noData =
        commands.run(
            "train",
            "--conf",
            DIGITS,
            "--output",
            "" + output,
            "--overwrite",
            "--data",
            "none.csv");
    assertEquals(3, noData.code());
    assertArrayEquals(older, weights(output));
    train("out", "--overwrite", "--set", SHORT);
    assertFalse(Arrays.equals(older, weights(output)));
    assertEquals(
        List.of("_SUCCESS", "metrics.jsonl", "model", "notes.txt", "report.html", "summary.json"),
        names(output));
  }

  @Test
  void aModelBelowTheQualityGateIsNotPublished() throws IOException {
    Path output = train("out", "--set", SHORT);
    byte[] published = weights(output);
    double accuracy = json(output.resolve("summary.json")).get("validation_accuracy").asDouble();
    List<String> again =
        List.of("train", "--conf", DIGITS, "--output", "" + output, "--set", SHORT);
    String below =
        "the validation accuracy of epoch 2 is %.4f but must be at least 0.999"
            + " (training.min_validation_accuracy): the model that is there stays in its place; %s keeps the metrics and"
            + " the checkpoints, from which --resume with a lower one publishes it";
    commands
        .run(with(again, "--overwrite", "--min-validation-accuracy", "0.999"))
        .failed(4, String.format(Locale.ROOT, below, accuracy, output));
    assertEquals(
        List.of("checkpoints", "metrics.jsonl", "model", "report.html", "summary.json"),
        names(output));
    String page = Files.readString(output.resolve("report.html"));
    assertTrue(page.contains("\"status\":\"rejected\""), page);
    assertTrue(page.contains("\"confusion_matrix\":"), page);
    assertTrue(page.contains("\"output\":\"" + output + "\""), page);
    assertArrayEquals(published, weights(output));
    JsonNode summary = json(output.resolve("summary.json"));
    assertEquals("rejected", summary.get("status").asText());
    assertEquals(accuracy, summary.get("validation_accuracy").asDouble());

    Outcome met =
        commands.run(with(again, "--resume", "--min-validation-accuracy", "" + accuracy)).done();
    assertTrue(met.out().contains("\nresumed in epoch 3 after step 0\n"), met.out());
    assertFalse(met.out().contains("\nepoch "), "nothing is left to train");
    assertEquals(
        List.of("_SUCCESS", "metrics.jsonl", "model", "report.html", "summary.json"),
        names(output));
    assertArrayEquals(weights(train("straight", "--set", SHORT)), weights(output));
    String done = commands.run(with(again, "--resume")).done().out();
    assertTrue(done.endsWith("output: " + output + " (was done already)\n"), done);
  }

  @Test
  void aFinishedRunOnOtherRowsIsNotThisOne() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "1,2,a\n2,3,b\n3,4,a\n4,5,b\n");
    Path conf = folder.resolve("rows.yaml");
    Files.writeString(
        conf,
        """
        data: {train: %s, label: 2}
        network: {input: 2, layers: [dense: {units: 2}]}
        training: {optimizer: {sgd: {learning_rate: 0.1}}, epochs: 1, partitions: 1}
        """
            .formatted(rows));
    Path output = folder.resolve("out");
    List<String> again = List.of("train", "--conf", "" + conf, "--output", "" + output);
    commands.run(with(again)).done();
    byte[] before = weights(output);
    Files.writeString(rows, "1,2,a\n2,3,b\n3,4,a\n4,6,b\n");
    Outcome other = commands.run(with(again, "--resume"));
    assertEquals(2, other.code());
    assertTrue(
        other.err().contains(" holds a finished run of other data: it was 4+0 rows, "),
        other.err());
    assertArrayEquals(before, weights(output));
  }

  private static String[] with(List<String> some, String... others) {
    return Stream.concat(some.stream(), Stream.of(others)).toArray(String[]::new);
  }

  @Test
  void divergenceEndsWithFourHoweverLateItComes() throws IOException {
    Path output = folder.resolve("out");
    Outcome outcome =
        commands.run(
            "train",
            "--conf",
            DIGITS,
            "--output",
            "" + output,
            "--set",
            "training.epochs=1",
            "--set",
            "training.batch_size=100000",
            "--set",
            "training.optimizer.sgd.learning_rate=1e39");
    assertEquals(4, outcome.code());
    assertTrue(
        outcome
            .err()
            .matches(
                "kindling: training diverged in epoch 1, step 1: the loss sum is [\\d.]+ but"
                    + " layer1.W is not finite after the update; the learning rate is 1.0E39: lower it"
                    + " \\(training.optimizer\\) or see that the features are scaled \\(data.features"
                    + " or data.columns: standardize\\)\n"),
        outcome.err());
    assertEquals(List.of("metrics.jsonl", "report.html", "summary.json"), names(output));
    String page = Files.readString(output.resolve("report.html"));
    assertTrue(page.contains("\"status\":\"diverged\""), page);
    assertFalse(page.contains("\"evaluation\":"), page);
    assertEquals("diverged", json(output.resolve("summary.json")).get("status").asText());
  }

  @Test
  void trainingThatDivergesGoesOnWithHalfTheRateWhereThatIsAskedFor() throws IOException {
    String[] tooFast = {
      "--set", "network.layers=[dense: {units: 10}]",
      "--set", "training.optimizer={sgd: {learning_rate: 1e38}}",
      "--set", "training.epochs=2",
      "--set", "training.on_divergence=halve_rate"
    };
    Path output = folder.resolve("out");
    Outcome outcome =
        commands
            .run(with(List.of("train", "--conf", DIGITS, "--output", "" + output), tooFast))
            .done();
    assertTrue(
        outcome
            .out()
            .matches(
                "(?s).*training diverged in epoch \\d, step \\d+: .* going on from epoch \\d after"
                    + " step \\d+ with half the learning rate \\(training.on_divergence\\)\n.*"),
        outcome.out());
    JsonNode summary = json(output.resolve("summary.json"));
    assertEquals("done", summary.get("status").asText());
    int halvings = summary.get("rate_halvings").asInt();
    assertTrue(halvings >= 1 && halvings <= 5, halvings + " halvings");
    assertEquals(2, Files.readAllLines(output.resolve("metrics.jsonl")).size());
  }

  @Test
  void aNetworkThatLearnsNothingIsCalledOut() throws IOException {
    Path output = folder.resolve("out");
    Outcome outcome =
        commands
            .run(
                "train",
                "--conf",
                DIGITS,
                "--output",
                "" + output,
                "--set",
                "training.optimizer.sgd.learning_rate=1e-9",
                "--set",
                "training.epochs=5")
            .done();
    assertTrue(
        outcome.out().contains("\nthe network has learned nothing in 5 epochs: "), outcome.out());
    assertTrue(
        json(output.resolve("summary.json"))
            .get("warning")
            .asText()
            .startsWith("the network has learned nothing in 5 epochs: "));
  }

  @Test
  void aDryRunTellsThePlanAndWritesNothing() throws IOException {
    Path output = folder.resolve("out");
    Outcome outcome =
        commands.run("train", "--conf", DIGITS, "--output", "" + output, "--dry-run").done();
    List<String> lines = outcome.out().lines().toList();
    assertEquals(
        "data: digits, 1,438 training and 359 validation rows in 4 partitions of 359 to 360",
        lines.get(0));
    assertTrue(lines.get(1).matches("classes: 0 \\d+\\.\\d%, 1 .*, 9 \\d+\\.\\d%"), lines.get(1));
    assertEquals("training: 4,810 parameters, 20 epochs of 23 steps", lines.get(2));
    assertTrue(
        lines
            .get(3)
            .matches(
                "driver: holds \\d+ KB of [\\d,]+ MB, a step's results are 0 KB of"
                    + " spark.driver.maxResultSize \\(1,024 MB\\)"),
        lines.get(3));
    assertTrue(
        lines
            .get(4)
            .matches(
                "executor driver: holds \\d[\\d,]* [KM]B of [\\d,]+ MB, \\d+ GFLOP/s in each of 2"
                    + " tasks at once, .+"),
        lines.get(4));
    assertTrue(lines.get(5).startsWith("note: 3 of 64 inputs have one value in all"), lines.get(5));
    assertEquals("ready to train", lines.get(lines.size() - 1));
    assertFalse(Files.exists(output));
  }

  @Test
  void aDryRunCountsNoMoreExamplesInABatchThanThereAre() throws IOException {
    commands
        .run(
            "train",
            "--conf",
            DIGITS,
            "--dry-run",
            "--set",
            "training.batch_size=2147483647",
            "--set", // which sees all examples of a batch together
            "network.layers=[{dense: {units: 64}}, {batch_norm: {}}, {dense: {units: 10}}]")
        .done();
  }

  @Test
  void aDryRunSaysWhatWouldNotWorkAndWhatWould() throws IOException {
    Outcome outcome =
        commands.run(
            "train",
            "--conf",
            DIGITS,
            "--dry-run",
            "--set",
            "network.layers[0].dense.units=100000",
            "--set",
            "training.aggregation=flat", // within one process no result travels
            "--set",
            "training.partitions=100");
    assertEquals(2, outcome.code(), outcome.out());
    assertTrue(
        outcome
            .out()
            .contains(
                "\nproblem: the 100 partial results of a step are 2,861 MB together, more than"
                    + " spark.driver.maxResultSize (1,024 MB): set it to 3577m or more,"),
        outcome.out());
    commands
        .run("train", "--conf", DIGITS, "--dry-run", "--data", "none.csv")
        .failed(3, "there is no file none.csv (data.train or --data; looked on file:///)");
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(mine.resolve("notes.txt"), "mine");
    assertEquals(
        2, commands.run("train", "--conf", DIGITS, "--dry-run", "--output", "" + mine).code());
  }
}
