package dev.kindling.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.rows.DataException;
import dev.kindling.testing.SparkExtension;
import dev.kindling.train.CheckFailedException;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.Runs;
import dev.kindling.train.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class TuningIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHORT = "training.epochs=2";

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  private static Section base(String... assignments) throws IOException {
    Section base = Section.parse("digits", Files.readString(Path.of("../conf/digits.yaml")));
    for (String assignment : assignments) {
      base = base.with(assignment);
    }
    return base;
  }

  private TuningJob.Result tune(
      String name, Section base, String metric, int folds, String... grid) {
    TuningConfig config = TuningConfig.check(base, Search.grid(List.of(grid)), metric, folds);
    try (TuningOutput output =
        TuningOutput.create(new Configuration(), path(name), RunOutput.Existing.REFUSE)) {
      return new TuningJob(spark, config, output).run(trial -> {});
    }
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }

  private JsonNode read(String file) throws IOException {
    return JSON.readTree(folder.resolve(file).toFile());
  }

  private List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void aTrialComesToWhatTrainingComesTo() throws IOException {
    String stopping = "training.early_stopping={patience: 1}";
    TuningJob.Result result =
        tune(
            "tune",
            base("training.epochs=20", stopping),
            "validation_loss",
            0,
            "training.optimizer.sgd.learning_rate=0.001,0.3",
            "training.partitions=2,4");
    assertEquals(
        List.of("best.yaml", "summary.json", "trials", "trials.jsonl"),
        Files.list(folder.resolve("tune")).map(f -> f.getFileName().toString()).sorted().toList());
    List<JsonNode> trials = lines("tune/trials.jsonl");
    assertEquals(4, trials.size());
    JsonNode third = trials.get(2);
    assertEquals(3, third.get("trial").asInt());
    assertEquals(
        JSON.valueToTree(
            Map.of("training.optimizer.sgd.learning_rate", 0.3, "training.partitions", 2)),
        third.get("overrides"));

    RunConfig config =
        RunConfig.read(
            base(
                "training.epochs=20",
                stopping,
                "training.optimizer.sgd.learning_rate=0.3",
                "training.partitions=2"));
    try (RunOutput output =
        RunOutput.create(new Configuration(), path("train"), RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, config, output).run(false, start -> {}, Runs.SILENT);
    }
    JsonNode summary = read("train/summary.json");
    assertTrue(summary.get("epochs").asInt() < 20, "stopped early");
    assertEquals(summary.get("validation_loss"), third.get("validation_loss"));
    assertEquals(summary.get("validation_accuracy"), third.get("validation_accuracy"));
    assertEquals(summary.get("model_epoch"), third.get("folds").get(0).get("epoch"));

    double least =
        trials.stream().mapToDouble(t -> t.get("validation_loss").asDouble()).min().orElseThrow();
    Trial best = result.trials().get(0);
    assertEquals(least, best.mean("validation_loss"));
    assertEquals(least, read("tune/summary.json").get("best").get("validation_loss").asDouble());
    RunConfig written =
        RunConfig.read(
            Section.parse("best.yaml", Files.readString(folder.resolve("tune/best.yaml"))));
    Section expected = base("training.epochs=20", stopping);
    for (Map.Entry<String, Object> override : best.overrides().entrySet()) {
      expected = expected.with("", override.getKey(), override.getValue());
    }
    assertEquals(expected.asMap(), written.source());
  }

  @Test
  void crossValidationIsTheMeanOfTheFoldsAndRepeats() throws IOException {
    Section base = base(SHORT, "data.stratify=true");
    String grid = "training.batch_size=64,256";
    TuningJob.Result result = tune("one", base, "validation_accuracy", 3, grid);
    JsonNode first = lines("one/trials.jsonl").get(0);
    assertEquals(3, first.get("folds").size());
    double sum = 0;
    for (JsonNode fold : first.get("folds")) {
      assertEquals(1198, fold.get("examples").asInt()); // two thirds of 1,797
      sum += fold.get("validation_accuracy").asDouble();
    }
    assertEquals(sum / 3, first.get("validation_accuracy").asDouble(), 1e-12);
    assertTrue(first.get("validation_accuracy_deviation").asDouble() > 0);
    assertEquals(1, result.trials().get(0).number(), "more steps are better here");

    tune("two", base, "validation_accuracy", 3, grid);
    for (int trial = 0; trial < 2; trial++) {
      for (String key : List.of("validation_loss", "validation_accuracy")) {
        assertEquals(
            lines("one/trials.jsonl").get(trial).get(key),
            lines("two/trials.jsonl").get(trial).get(key));
      }
    }
  }

  @Test
  void aTrialThatDivergesDoesNotEndTheSearch() throws IOException {
    String grid = "training.optimizer.sgd.learning_rate=1e30,0.1";
    TuningJob.Result result = tune("some", base(SHORT), "validation_loss", 0, grid);
    assertEquals(List.of(2, 1), result.trials().stream().map(Trial::number).toList());
    assertTrue(result.trials().get(1).diverged());
    List<JsonNode> trials = lines("some/trials.jsonl");
    assertEquals("diverged", trials.get(0).get("status").asText());
    assertTrue(trials.get(0).get("divergence").asText().startsWith("training diverged in epoch 1"));
    assertEquals("done", trials.get(1).get("status").asText());
    assertEquals(1, read("some/summary.json").get("diverged").asInt());

    CheckFailedException all =
        assertThrows(
            CheckFailedException.class,
            () ->
                tune(
                    "all",
                    base(SHORT),
                    "validation_loss",
                    0,
                    "training.optimizer.sgd.learning_rate=1e30"));
    assertTrue(
        all.getMessage().startsWith("all trials diverged (1), the first like this: training"),
        all.getMessage());
    assertEquals("diverged", read("all/summary.json").get("status").asText());
    assertFalse(Files.exists(folder.resolve("all/best.yaml")));
  }

  @Test
  void aTrialHalvesItsRateAsTrainingDoes() throws IOException {
    String[] fast = {
      SHORT,
      "network.layers=[dense: {units: 10}]",
      "training.optimizer={sgd: {learning_rate: 1e38}}",
      "training.on_divergence=halve_rate"
    };
    tune("tune", base(fast), "validation_loss", 0, "training.partitions=4");
    JsonNode trial = lines("tune/trials.jsonl").get(0);
    try (RunOutput output =
        RunOutput.create(new Configuration(), path("train"), RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, RunConfig.read(base(fast)), output)
          .run(false, start -> {}, Runs.SILENT);
    }
    JsonNode summary = read("train/summary.json");
    assertTrue(summary.get("rate_halvings").asInt() > 0);
    assertEquals("done", trial.get("status").asText());
    assertEquals(summary.get("validation_loss"), trial.get("validation_loss"));
  }

  /** Parts of 2, 2 and 1 rows: R2 is not measured on the last. */
  @Test
  void foldsOfSingleRowsAreMeasuredByTheirLoss() throws IOException {
    Path rows = folder.resolve("few.csv");
    Files.writeString(rows, "1,2\n2,4\n3,6\n4,8\n5,11\n");
    Section base =
        base(
            SHORT,
            "data={train: " + rows + ", label: 1}",
            "network={input: 1, layers: [dense: {units: 1}]}",
            "training.loss=mean_squared_error",
            "training.partitions=2");
    tune("tune", base, null, 3, "training.batch_size=2");
    JsonNode trial = lines("tune/trials.jsonl").get(0);
    assertTrue(trial.has("validation_rmse_deviation"), trial.toString());
    assertFalse(trial.has("validation_r2"), trial.toString());
  }

  @Test
  void anEarlierSearchStaysWhereTheDataCannotBeRead() throws IOException {
    tune("tune", base(SHORT), null, 0, "training.batch_size=64");
    String before = Files.readString(folder.resolve("tune/trials.jsonl"));
    TuningConfig config =
        TuningConfig.check(base(SHORT), Search.grid(List.of("training.seed=1")), null, 2000);
    try (TuningOutput output =
        TuningOutput.create(new Configuration(), path("tune"), RunOutput.Existing.OVERWRITE)) {
      DataException refused =
          assertThrows(
              DataException.class, () -> new TuningJob(spark, config, output).run(trial -> {}));
      assertEquals("digits has 1,797 rows, too few for 2000 folds", refused.getMessage());
    }
    assertEquals(before, Files.readString(folder.resolve("tune/trials.jsonl")));
    assertTrue(Files.exists(folder.resolve("tune/best.yaml")));
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A search of three trials, killed when so many are finished. */
  private void tuneAndKill(String name, Section base, int folds, int finished, String... grid) {
    TuningConfig config = TuningConfig.check(base, Search.grid(List.of(grid)), null, folds);
    try (TuningOutput output =
        TuningOutput.create(new Configuration(), path(name), RunOutput.Existing.REFUSE)) {
      TuningJob job = new TuningJob(spark, config, output);
      assertThrows(
          Killed.class,
          () ->
              job.run(
                  trial -> {
                    if (trial.number() == finished) {
                      throw new Killed();
                    }
                  }));
    }
  }

  private TuningJob.Result resume(String name, Section base, int folds, String... grid) {
    TuningConfig config = TuningConfig.check(base, Search.grid(List.of(grid)), null, folds);
    try (TuningOutput output =
        TuningOutput.create(new Configuration(), path(name), RunOutput.Existing.RESUME)) {
      return new TuningJob(spark, config, output).run(trial -> {});
    }
  }

  private static String withoutSeconds(String text) {
    return text.replaceAll("(seconds|per_second)\"\\s*:\\s*[0-9.E-]+", "$1");
  }

  private String text(String file) throws IOException {
    return withoutSeconds(Files.readString(folder.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aSearchThatGoesOnEndsInTheSameBytesAndTrainsNothingTwice(int folds) throws IOException {
    String[] grid = {"training.optimizer.sgd.learning_rate=1e30,0.02,0.1"};
    tune("straight", base(SHORT), null, folds, grid);
    tuneAndKill("killed", base(SHORT), folds, 2, grid);
    List<JsonNode> before = lines("killed/trials.jsonl");
    assertEquals(2, before.size());
    for (int times = 0; times < 2; times++) { // the second trains none
      resume("killed", base(SHORT), folds, grid);
      for (String file : List.of("trials.jsonl", "best.yaml", "summary.json")) {
        assertEquals(text("straight/" + file), text("killed/" + file));
      }
      assertEquals(
          before, lines("killed/trials.jsonl").subList(0, before.size()), "to the seconds");
      before = lines("killed/trials.jsonl");
    }
  }

  @Test
  void aSearchGoesOnWithItselfOnly() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "1,2\n2,4\n3,6\n4,8\n5,11\n6,12\n");
    String[] common = {
      SHORT,
      "data={train: " + rows + ", label: 1, validation: 0.3}",
      "network={input: 1, layers: [dense: {units: 1}]}",
      "training.loss=mean_squared_error",
      "training.partitions=2"
    };
    String grid = "training.batch_size=2,3,4";
    tuneAndKill("tune", base(common), 0, 1, grid);
    String before = Files.readString(folder.resolve("tune/trials.jsonl"));
    String refusal = path("tune") + " (--output) holds another search: ";
    String wayOut = "; choose another folder, or --overwrite to replace it";

    Section longer = base(common).with("training.epochs=3");
    assertEquals(
        refusal + "configuration.training.epochs was 2 and is 3" + wayOut,
        assertThrows(ConfigException.class, () -> resume("tune", longer, 0, grid)).getMessage());
    assertEquals(
        refusal + "trial 3.training.batch_size was 4 and is 5" + wayOut,
        assertThrows(
                ConfigException.class,
                () -> resume("tune", base(common), 0, "training.batch_size=2,3,5"))
            .getMessage());
    assertEquals(
        refusal + "--folds was 0 and is 2" + wayOut,
        assertThrows(ConfigException.class, () -> resume("tune", base(common), 2, grid))
            .getMessage());

    Files.writeString(rows, "1,2\n2,4\n3,6\n4,8\n5,11\n6,13\n");
    String other =
        assertThrows(ConfigException.class, () -> resume("tune", base(common), 0, grid))
            .getMessage();
    assertTrue(
        other.matches(
            Pattern.quote(
                    path("tune")
                        + " (--output) holds another search, of other data: in trial 1 it was ")
                + "\\d\\+\\d rows, CRC-32C \\w{8} and is .*"
                + Pattern.quote(wayOut)),
        other);
    assertEquals(before, Files.readString(folder.resolve("tune/trials.jsonl")));
  }

  @Test
  void whatIsNoSearchIsNotGoneOnWith() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/summary.json"), "{}");
    assertEquals(
        path("run")
            + " (--output) holds no search to go on with, but other results; choose another"
            + " folder, or --overwrite to replace them",
        assertThrows(
                ConfigException.class,
                () -> resume("run", base(SHORT), 0, "training.batch_size=64"))
            .getMessage());
    assertEquals("{}", Files.readString(folder.resolve("run/summary.json")));
    resume("none", base(SHORT), 0, "training.batch_size=64");
    assertTrue(Files.exists(folder.resolve("none/best.yaml")));
  }

  @Test
  void nothingStaysCachedAfterASearchThatFails() throws IOException {
    Set<Integer> before = Runs.cached(spark);
    Section base =
        base(SHORT, "network.layers=[dense: {units: 10}, batch_norm]", "data.validation=0.98");
    assertThrows(
        DataException.class, () -> tune("tune", base, null, 0, "training.partitions=2,20"));
    Runs.assertNoMoreCached(before, spark);
  }
}
