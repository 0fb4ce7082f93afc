package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.model.KindlingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands on images in IDX files, 200 digits from MNIST. */
@ExtendWith(Commands.Extension.class)
class ImagesIT {
  private static final String CONF = "../conf/mnist-mlp.yaml"; // Maven runs the tests in job/
  private static final Path MNIST =
      Path.of("src/test/resources/mnist/mnist200-images-idx3-ubyte.gz");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void commands(Commands shared) {
    commands = shared;
  }

  private Path train(String name, Path images, String... assignments) {
    Path output = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("train", "--conf", CONF));
    arguments.addAll(List.of("--data", "" + images, "--output", "" + output));
    for (String assignment : assignments) {
      arguments.addAll(List.of("--set", assignment));
    }
    commands.run(arguments.toArray(String[]::new)).done();
    return output;
  }

  private Path unpack(Path file, String name) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  /** The page shows the same evaluation, and the mistakes in it as pictures. */
  private static void checkReport(Path output, JsonNode evaluation) throws IOException {
    String page = Files.readString(output.resolve("report.html"));
    String start = "id=\"run\">";
    int from = page.indexOf(start) + start.length();
    JsonNode run = JSON.readTree(page.substring(from, page.indexOf("</script>", from)));
    JsonNode confusion = run.get("evaluation").get("confusion_matrix");
    assertEquals(evaluation.get("confusion_matrix"), confusion);
    int wrong = 0;
    for (int i = 0; i < confusion.size(); i++) {
      for (int j = 0; j < confusion.size(); j++) {
        wrong += i == j ? 0 : confusion.get(i).get(j).asInt();
      }
    }
    assertEquals(Math.min(24, wrong), run.get("wrong").size());
    for (JsonNode example : run.get("wrong")) {
      assertNotEquals(example.get("true"), example.get("predicted"));
      assertTrue(example.get("image").asText().startsWith("data:image/png;base64,"));
    }
    assertEquals(3, run.get("epochs").size());
    assertEquals(10, run.get("training_classes").size());
  }

  private static float[][] pixels(Path images) throws IOException {
    byte[] bytes = Files.readAllBytes(images);
    float[][] pixels = new float[200][784];
    for (int i = 0; i < 200 * 784; i++) {
      pixels[i / 784][i % 784] = bytes[16 + i] & 0xff;
    }
    return pixels;
  }

  @Test
  void aModelOfImagesIsEvaluatedAndPredictsAsItWasTrained() throws IOException {
    Path output = train("out", MNIST, "training.epochs=3", "data.validation=" + MNIST);
    JsonNode summary = JSON.readTree(output.resolve("summary.json").toFile());
    assertTrue(summary.get("validation_accuracy").asDouble() > 0.5, summary::toString);
    String model = output + "/model";
    JsonNode evaluation =
        JSON.readTree(
            commands
                .run("evaluate", "--model", model, "--data", "" + MNIST, "--json")
                .done()
                .out());
    assertEquals(summary.get("validation_accuracy"), evaluation.get("accuracy"));
    assertEquals(
        summary.get("validation_loss").asDouble(), evaluation.get("loss").asDouble(), 1e-6);
    assertEquals("9", evaluation.get("classes").get(9).get("class").asText());
    checkReport(output, evaluation);

    Path images = unpack(MNIST, "pictures"); // no labels, and no name that tells where they are
    commands
        .run(
            "predict", "--model", model, "--data", "" + images, "--output", folder + "/predictions")
        .done();
    List<String> predictions = Files.readAllLines(folder.resolve("predictions/part-00000"));
    byte[] labels =
        Files.readAllBytes(
            unpack(Path.of(("" + MNIST).replace("images-idx3", "labels-idx1")), "l"));
    float[][] probabilities = KindlingModel.load(Path.of(model)).predict(pixels(images));
    long correct = 0;
    for (int row = 0; row < 200; row++) {
      String[] fields = predictions.get(1 + row).split(",");
      assertEquals("" + row, fields[0]);
      for (int k = 0; k < 10; k++) {
        assertEquals(probabilities[row][k], Float.parseFloat(fields[2 + k]), "without Spark");
      }
      correct += fields[1].equals("" + labels[8 + row]) ? 1 : 0;
    }
    assertEquals(evaluation.get("accuracy").asDouble(), correct / 200.0, 1e-12);
  }

  @Test
  void aCompressedFileAndAPlainOneGiveTheSameModel() throws IOException {
    unpack(Path.of(("" + MNIST).replace("images-idx3", "labels-idx1")), "a-labels-idx1-ubyte");
    Path plain = unpack(MNIST, "a-images-idx3-ubyte");
    String[] shortly = {"training.epochs=1", "data.validation=0.2"};
    assertArrayEquals(
        Files.readAllBytes(train("gz", MNIST, shortly).resolve("model/weights.safetensors")),
        Files.readAllBytes(train("plain", plain, shortly).resolve("model/weights.safetensors")));
  }

  @Test
  void inspectDrawsTheFiltersOfTheFirstConvolution() throws IOException {
    Path output =
        train(
            "out",
            MNIST,
            "training.epochs=0",
            "network.layers=[conv2d: {filters: 4, kernel: 5}, dense: {units: 10}]");
    Path picture = folder.resolve("filters.png");
    String[] inspect = {"inspect", "--model", output + "/model", "--filters", "" + picture};
    String table = commands.run(inspect).done().out();
    assertTrue(table.contains("conv2d"), table);
    assertEquals(6 + 2 * (60 + 6), ImageIO.read(picture.toFile()).getWidth());
    commands
        .run(inspect)
        .failed(
            2, picture + " (--filters) exists; choose another file, or --overwrite to replace it");
  }

  @Test
  void gradcheckTakesItsSampleFromTheImages() {
    String table =
        commands
            .run("gradcheck", "--conf", CONF, "--data", "" + MNIST, "--max-parameters", "200")
            .done()
            .out();
    assertTrue(table.contains("[16 x 784]"), table);
  }

  @Test
  void badImagesEndWithThree() throws IOException {
    Path cut = folder.resolve("a-images-idx3-ubyte");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(unpack(MNIST, "whole")), 1000));
    commands
        .run("train", "--conf", CONF, "--data", "" + cut, "--output", folder + "/out")
        .failed(
            3,
            cut
                + " ends after 1000 bytes, within row 1 (from 0), but its header says 200 rows of"
                + " 784 bytes, 156816 in all");
    commands
        .run(
            "gradcheck", "--conf", CONF, "--data", "" + MNIST, "--set", "network.input=[3, 28, 28]")
        .failed(
            3,
            MNIST.toAbsolutePath()
                + " holds images of [28 x 28] but the network takes [3 x 28 x 28] (network.input)");
  }
}
