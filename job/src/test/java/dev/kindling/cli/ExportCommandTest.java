package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.cli.ExitCodeTest.Outcome;
import dev.kindling.config.Section;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder;

  private String model() throws IOException {
    Section section = Section.parse("x.yaml", "{input: 3, layers: [dense: {units: 2}]}");
    Network network = NetworkConfig.read(section, Loss.SOFTMAX_CROSS_ENTROPY);
    Model model =
        new Model(
            network,
            network.initialize(Precision.FLOAT, 1),
            FeatureScaling.none(3),
            List.of("no", "yes"),
            Map.of(),
            Map.of());
    String place = folder + "/model";
    ModelFolder.write(
        FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(place), model);
    return place;
  }

  private static Outcome run(List<String> arguments) {
    return ExitCodeTest.run(arguments.toArray(String[]::new));
  }

  private static void assertFails(int code, String message, Outcome outcome) {
    assertEquals(code, outcome.code());
    assertTrue(outcome.err().contains(message), outcome.err());
  }

  @Test
  void aFileIsWrittenOnceAndReplacedWhenAsked() throws IOException {
    Path file = folder.resolve("new/model.onnx");
    List<String> export =
        new ArrayList<>(
            List.of("export", "--model", model(), "--format", "onnx", "--output", "" + file));
    assertEquals(new Outcome(0, "onnx model: " + file + "\n", ""), run(export));
    byte[] written = Files.readAllBytes(file);
    assertFails(2, file + " (--output) exists", run(export));
    Files.write(file, new byte[0]);
    export.add("--overwrite");
    assertEquals(new Outcome(0, "onnx model: " + file + "\n", ""), run(export));
    assertArrayEquals(written, Files.readAllBytes(file));
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    String file = folder + "/model.tflite";
    assertFails(
        2,
        "--format is tflite but must be onnx",
        ExitCodeTest.run("export", "--model", model(), "--format", "tflite", "--output", file));
  }

  @Test
  void aFolderWithoutAModelIsBadData() {
    String file = folder + "/model.onnx";
    assertFails(
        3,
        folder + ": has no model.json",
        ExitCodeTest.run("export", "--model", "" + folder, "--format", "onnx", "--output", file));
  }
}
