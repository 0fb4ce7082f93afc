package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.testing.LocalCluster;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar, as users start it. */
class ClusterIT {
  private static final String WEIGHTS = "model/weights.safetensors";

  @TempDir Path folder;

  @Test
  void oneCoreTwoCoresAndAClusterOfTwoExecutorsGiveTheSameBytes() throws IOException {
    Path one = train("one", "--master", "local[1]");
    Path four = train("four", "--master", "local[4]");
    // Large enough that a cluster tries every way to add.
    String[] wide = {
      "--set", "network.layers[0].dense.units=4000",
      "--set", "training.partitions=8",
      "--set", "training.epochs=1"
    };
    Path wideLocal = train("wide-local", wide);
    Path remote;
    Path wideRemote;
    try (LocalCluster cluster = LocalCluster.start()) {
      remote = train("cluster", "--master", cluster.master());
      wideRemote =
          train(
              "wide-cluster",
              Stream.concat(Stream.of(wide), Stream.of("--master", cluster.master()))
                  .toArray(String[]::new));
    }
    byte[] expected = Files.readAllBytes(one.resolve(WEIGHTS));
    assertArrayEquals(expected, Files.readAllBytes(four.resolve(WEIGHTS)));
    assertArrayEquals(expected, Files.readAllBytes(remote.resolve(WEIGHTS)));
    assertArrayEquals(
        Files.readAllBytes(wideLocal.resolve(WEIGHTS)),
        Files.readAllBytes(wideRemote.resolve(WEIGHTS)));
    JsonNode summary = new ObjectMapper().readTree(wideRemote.resolve("summary.json").toFile());
    String why = summary.get("aggregation_because").asText();
    assertTrue(
        why.matches(
            "a step beside its computing: flat \\d+ ms, tree \\d+ ms, executor \\d+ ms, sliced"
                + " \\d+ ms"),
        why);
    assertTrue(why.contains(summary.get("aggregation").asText() + " "), summary::toString);
  }

  /** Files, unlike the bundled data, go through Hadoop's file systems. */
  @Test
  void aFileIsTrainedOnEvaluatedAndPredicted() throws IOException {
    Path rows = folder.resolve("rows.csv");
    StringBuilder text = new StringBuilder("width,height,kind\n");
    for (int row = 0; row < 60; row++) {
      text.append(row % 3 + row / 100.0).append(',').append(row).append(',');
      text.append(List.of("oak", "elm", "ash").get(row % 3)).append('\n');
    }
    Files.writeString(rows, text);
    Path output =
        train(
            "file",
            "--data",
            rows.toString(),
            "--set",
            "data.label=kind",
            "--set",
            "network={input: 2, layers: [dense: {units: 3}]}",
            "--set",
            "training.epochs=5");
    String model = output.resolve("model").toString();
    Script.Result evaluated =
        run("evaluate", "--model", model, "--data", rows.toString(), "--json");
    assertEquals(60, new ObjectMapper().readTree(evaluated.out()).get("examples").asInt());
    Path predictions = folder.resolve("predictions");
    run("predict", "--model", model, "--data", rows.toString(), "--output", predictions.toString());
    List<String> lines = Files.readAllLines(predictions.resolve("part-00000"));
    assertEquals("row,prediction,probability_ash,probability_elm,probability_oak", lines.get(0));
    assertEquals(61, lines.size());
    assertTrue(lines.get(60).startsWith("59,"), lines.get(60));
  }

  /** In the jar, the packages of ONNX's classes have other names. */
  @Test
  void aModelOfScikitLearnIsImportedAndEvaluated() throws IOException {
    String model = folder.resolve("imported").toString();
    run(
        "import",
        "--onnx",
        "job/src/test/resources/golden/onnx/scikit-learn-cancer.onnx",
        "--output",
        model,
        "--classes",
        "malignant,benign",
        "--set",
        "data.label=diagnosis");
    Script.Result evaluated =
        run("evaluate", "--model", model, "--data", "breast-cancer", "--json");
    JsonNode metrics = new ObjectMapper().readTree(evaluated.out());
    assertEquals(0.8752, metrics.get("accuracy").asDouble(), 1e-4); // as scikit-learn's score
  }

  private static Script.Result run(String... arguments) {
    Script.Result result =
        Script.run(
            Stream.concat(Stream.of("scripts/kindling"), Stream.of(arguments))
                .toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    return result;
  }

  private Path train(String name, String... arguments) {
    Path output = folder.resolve(name);
    Script.Result result =
        Script.run(
            Map.of(),
            Stream.concat(
                    Stream.of(
                        "scripts/kindling",
                        "train",
                        "--conf",
                        "conf/digits.yaml",
                        "--set",
                        "training.epochs=2",
                        "--output",
                        output.toString()),
                    Stream.of(arguments))
                .toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("", result.err());
    return output;
  }
}
