package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Results for programs: one JSON object on standard output, whatever else there is to say. */
@ExtendWith(Commands.Extension.class)
class JsonIT {
  private static final String DIGITS = "../conf/digits.yaml"; // Maven runs the tests in job/
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  private JsonNode run(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Outcome outcome = commands.run(all.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(1, outcome.out().lines().count(), outcome.out());
    return JSON.readTree(outcome.out());
  }

  @Test
  void aRunIsFollowedByProgramsFromItsPlanToItsPredictions() throws IOException {
    String output = folder.resolve("run").toString();
    String[] train = {"train", "--conf", DIGITS, "--set", "training.epochs=1", "--output", output};
    JsonNode summary = run(train);
    assertEquals("done", summary.get("status").asText());
    assertEquals(output, summary.get("output").asText());
    JsonNode written = JSON.readTree(Path.of(output, "summary.json").toFile());
    assertEquals(written.get("validation_accuracy"), summary.get("validation_accuracy"));

    JsonNode model = run("inspect", "--model", output + "/model");
    assertEquals(4810, model.get("parameters").asInt());
    assertEquals("[64]", model.get("input").toString());
    assertEquals(
        "{\"kind\":\"dense\",\"options\":{\"activation\":\"linear\",\"initialization\":\"xavier\","
            + "\"units\":10},\"output\":[10],\"tensors\":{\"W\":[64,10],\"b\":[10]},"
            + "\"parameters\":650}",
        model.get("layers").get(1).toString());
    assertEquals(10, model.get("classes").size());

    String rows = folder.resolve("rows").toString();
    assertEquals(
        "{\"predictions\":1797,\"output\":\"" + rows + "\"}",
        run("predict", "--model", output + "/model", "--data", "digits", "--output", rows)
            .toString());
    String onnx = folder.resolve("model.onnx").toString();
    assertEquals(
        "{\"format\":\"onnx\",\"parameters\":4810,\"output\":\"" + onnx + "\"}",
        run("export", "--model", output + "/model", "--format", "onnx", "--output", onnx)
            .toString());
  }

  @Test
  void aRunThatEndsWithoutAModelHasItsSummaryToo() throws IOException {
    List<String> train = List.of("train", "--conf", DIGITS, "--json", "--set", "training.epochs=1");
    for (List<String> more :
        List.of(
            List.of("rejected", "--min-validation-accuracy", "1"),
            List.of("diverged", "--set", "training.optimizer.sgd.learning_rate=1e30"))) {
      List<String> all = new ArrayList<>(train);
      all.addAll(more.subList(1, more.size()));
      all.addAll(List.of("--output", folder.resolve(more.get(0)).toString()));
      Outcome outcome = commands.run(all.toArray(String[]::new));
      assertEquals(4, outcome.code(), outcome.err());
      assertEquals(1, outcome.out().lines().count(), outcome.out());
      assertEquals(more.get(0), JSON.readTree(outcome.out()).get("status").asText());
    }
  }

  @Test
  void theGradientCheckAndTheDryRunSayWhetherAllIsWell() throws IOException {
    JsonNode check = run("gradcheck", "--conf", DIGITS, "--max-parameters", "50");
    assertTrue(check.get("holds").asBoolean());
    assertEquals("layer1.W", check.get("tensors").get(0).get("tensor").asText());
    assertTrue(check.get("tensors").get(0).get("worst_error").asDouble() < 1e-6);
    JsonNode plan = run("train", "--conf", DIGITS, "--dry-run");
    assertTrue(plan.get("ready").asBoolean());
    assertTrue(plan.get("plan").size() > 3);
    assertEquals(0, plan.get("problems").size());
  }

  @Test
  void whatInitWritesTrainsAsItIs() throws IOException {
    for (InitCommand.Kind kind : InitCommand.Kind.values()) {
      String file = folder.resolve(kind + ".yaml").toString();
      commands.run("init", "--kind", "" + kind, "--output", file).done();
      String output = folder.resolve("" + kind).toString();
      JsonNode summary =
          run("train", "--conf", file, "--set", "training.epochs=1", "--output", output);
      assertEquals("done", summary.get("status").asText());
    }
  }
}
