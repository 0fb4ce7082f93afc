package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.BatchNorm;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFolderTest {
  @TempDir private java.nio.file.Path temp;

  private FileSystem fs;
  private Path folder;

  @BeforeEach
  void localFileSystem() throws IOException {
    fs = FileSystem.getLocal(new Configuration(false));
    folder = new Path(temp.resolve("out/model").toString());
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(temp.resolve("out/model").resolve(file));
  }

  private static List<String> list(java.nio.file.Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<java.nio.file.Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelComesBackAsItWas(Precision precision) {
    Model written = Models.model(precision);
    ModelFolder.write(fs, folder, written);
    Model read = ModelFolder.read(fs, folder);
    assertEquals(written.network().tensors(), read.network().tensors());
    assertEquals(NetworkConfig.write(written.network()), NetworkConfig.write(read.network()));
    assertEquals(written.network().loss(), read.network().loss());
    assertEquals(written.features(), read.features());
    assertEquals(written.classes(), read.classes());
    assertEquals(written.data(), read.data());
    assertEquals(written.made(), read.made());
    assertEquals(precision, read.parameters().precision());
    for (int i = 0; i < written.parameters().size(); i++) {
      assertEquals(written.parameters().get(i), read.parameters().get(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyScalingComesBack(Scaling kind) {
    double[] low = {-1.1, 1e-9, 0};
    double[] high = {1.0 / 3, 1e9, 0};
    FeatureScaling scaling =
        switch (kind) {
          case NONE -> FeatureScaling.none(3);
          case STANDARDIZE -> FeatureScaling.standardize(low, new double[] {0.3, 7, 0});
          case MINMAX -> FeatureScaling.minmax(low, high);
        };
    ModelFolder.write(fs, folder, with(scaling, "a", "b"));
    assertEquals(scaling, ModelFolder.read(fs, folder).features());
  }

  /** A scaling serves each input or each channel of an image: nothing in between. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1, 28, 28] | [0, 0, 0, 0] | [1, 1, 1, 1] | has 4 entries but [1 x 28 x 28] inputs need"
            + " 784, one for each, or 1, one for each channel",
        "[3, 2, 2] | [0, 0] | [1, 1] | has 2 entries but [3 x 2 x 2] inputs need 12, one for each,"
            + " or 3, one for each channel",
        "[3] | [0, 0, 0] | [1, 0, 1] | scale[1] is 0, which makes every value the same",
        "[3] | [0, 0, 0] | [1, 1, -2] | scale[2] is -2.0, but no deviation or range is below 0",
      })
  void aScalingThatDoesNotFitTheInputsIsRefused(
      String input, String shift, String scale, String message) {
    String json =
        """
        {"format_version": 1, "loss": "softmax_cross_entropy",
         "network": {"input": %s, "layers": [{"dense": {"units": 2}}]},
         "features": {"scaling": "standardize", "shift": %s, "scale": %s},
         "classes": ["a", "b"], "data": {}, "made": {}}
        """
            .formatted(input, shift, scale);
    ModelException refused =
        assertThrows(
            ModelException.class,
            () ->
                ModelJson.read(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "model.json"));
    assertEquals("model.json: features makes no scaling: " + message, refused.getMessage());
  }

  @Test
  void aVarianceBelowZeroIsRefused() {
    Network network =
        new Network(
            Shape.of(2),
            List.of(new BatchNorm(Shape.of(2), 0.1, 1e-5, Activation.LINEAR)),
            Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = network.initialize(Precision.FLOAT, 1);
    parameters.set(7, -0.25);
    Model model =
        new Model(
            network, parameters, FeatureScaling.none(2), List.of("a", "b"), Map.of(), Map.of());
    ModelFolder.write(fs, folder, model);
    assertRefused(
        "FOLDER/weights.safetensors: layer 1 (batch_norm) has the running_variance -0.25 but it must"
            + " not be below 0");
  }

  @Test
  void aScalingOfChannelsComesBack() {
    FeatureScaling scaling =
        FeatureScaling.minmax(new double[] {0}, new double[] {255}).ofChannels(3);
    ModelFolder.write(fs, folder, with(scaling, "a", "b"));
    assertEquals(scaling, ModelFolder.read(fs, folder).features());
  }

  @Test
  void classNamesAreAnyText() {
    ModelFolder.write(fs, folder, with(FeatureScaling.none(3), "1.50", "\u00e9\n\"\ud83d\ude00"));
    assertEquals(List.of("1.50", "\u00e9\n\"\ud83d\ude00"), ModelFolder.read(fs, folder).classes());
  }

  private static Model with(FeatureScaling scaling, String... classes) {
    return new Model(
        Models.network(),
        Models.parameters(Precision.FLOAT),
        scaling,
        List.of(classes),
        Map.of(),
        Map.of());
  }

  @Test
  void theFolderHoldsTwoFilesAndNothingElseIsLeft() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    assertEquals(List.of("model.json", "weights.safetensors"), list(temp.resolve("out/model")));
    assertEquals(List.of("model"), list(temp.resolve("out")));
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    byte[] json = bytes("model.json");
    byte[] weights = bytes("weights.safetensors");
    Model again = ModelFolder.read(fs, folder);
    fs.delete(folder, true);
    ModelFolder.write(fs, folder, again);
    assertArrayEquals(json, bytes("model.json"));
    assertArrayEquals(weights, bytes("weights.safetensors"));
  }

  @Test
  void modelJsonReadsWell() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    assertEquals(
        """
        {
          "format_version" : 1,
          "loss" : "softmax_cross_entropy",
          "network" : {
            "input" : [ 3 ],
            "layers" : [ {
              "dense" : {
                "activation" : "sigmoid",
                "initialization" : "xavier",
                "units" : 2
              }
            }, {
              "dense" : {
                "activation" : "linear",
                "initialization" : "xavier",
                "units" : 2
              }
            } ]
          },
          "features" : {
            "scale" : [ 2.0, 0.5, 0.3333333333333333 ],
            "scaling" : "standardize",
            "shift" : [ 1.0, 2.0, 3.0 ]
          },
          "classes" : [ "no", "yes" ],
          "data" : {
            "format" : "csv",
            "header" : true,
            "label" : 3
          },
          "made" : {
            "rates" : [ 0.1, 0.01 ],
            "seed" : 1,
            "version" : "0.1.0"
          }
        }
        """,
        Files.readString(temp.resolve("out/model/model.json")));
  }

  @Test
  void anExistingFolderIsRefusedAndLeftAlone() throws IOException {
    fs.mkdirs(folder);
    assertRefusedToWrite(folder + ": exists already; remove it or choose another folder");
    assertEquals(List.of(), list(temp.resolve("out/model")));
  }

  private void assertRefusedToWrite(String message) {
    ModelException error =
        assertThrows(
            ModelException.class,
            () -> ModelFolder.write(fs, folder, Models.model(Precision.FLOAT)));
    assertEquals(message, error.getMessage());
  }

  @Test
  void aPlaceThatCannotHoldAFolderIsNamed() throws IOException {
    Files.writeString(temp.resolve("out"), "a file");
    OutputException error =
        assertThrows(
            OutputException.class,
            () -> ModelFolder.write(fs, folder, Models.model(Precision.FLOAT)));
    assertTrue(error.getMessage().startsWith(folder + " cannot be written: "), error.getMessage());
  }

  @Test
  void aWriteThatFailsAnywhereLeavesNothing() throws IOException {
    int failingChange = 1;
    while (true) {
      BrokenFileSystem broken =
          new BrokenFileSystem(
              FileSystem.getLocal(new Configuration(false)).getRawFileSystem(), failingChange);
      if (writesTo(broken)) {
        assertFalse(broken.hasFailed());
        break;
      }
      assertEquals(List.of(), list(temp.resolve("out")));
      failingChange++;
    }
    assertEquals(9, failingChange - 1, "two creations, four writes, two closings, a renaming");
    assertEquals(List.of("model"), list(temp.resolve("out")));
  }

  @Test
  void aModelGivesWayToAWholeOneOnly() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    byte[] before = bytes("weights.safetensors");
    for (int failingChange = 1; ; failingChange++) {
      BrokenFileSystem broken =
          new BrokenFileSystem(
              FileSystem.getLocal(new Configuration(false)).getRawFileSystem(), failingChange);
      try {
        ModelFolder.replace(broken, folder, Models.model(Precision.DOUBLE));
        assertEquals(11, failingChange, "as many changes as a new one, and a renaming");
        break;
      } catch (OutputException e) {
        assertArrayEquals(before, bytes("weights.safetensors"));
        assertEquals(List.of("model"), list(temp.resolve("out")));
      }
    }
    assertFalse(Arrays.equals(before, bytes("weights.safetensors")));
    assertEquals(List.of("model"), list(temp.resolve("out")));
  }

  @Test
  void aRunThatIsKilledAsItReplacesAModelLeavesAWholeOne() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    byte[] before = bytes("weights.safetensors");
    ModelFolder.replace(fs, folder, Models.model(Precision.DOUBLE));
    byte[] after = bytes("weights.safetensors");
    int inNeitherPlace = 0;
    for (int fatalChange = 1; ; fatalChange++) {
      fs.delete(folder.getParent(), true);
      ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
      try {
        ModelFolder.replace(
            new KilledFileSystem(((LocalFileSystem) fs).getRawFileSystem(), fatalChange),
            folder,
            Models.model(Precision.DOUBLE));
        break;
      } catch (KilledFileSystem.Killed killed) {
        if (!fs.exists(folder)) {
          inNeitherPlace++;
          assertSaysWhereTheModelIs(after);
        }
        ModelFolder.restore(fs, folder);
        byte[] left = bytes("weights.safetensors");
        assertTrue(Arrays.equals(before, left) || Arrays.equals(after, left));
        ModelFolder.read(fs, folder);
      }
    }
    assertEquals(1, inNeitherPlace, "between the two renames");
  }

  /** Of both the new one, which the run had every reason to publish. */
  private void assertSaysWhereTheModelIs(byte[] weights) throws IOException {
    String message =
        assertThrows(ModelException.class, () -> ModelFolder.read(fs, folder)).getMessage();
    Matcher place =
        Pattern.compile(
                Pattern.quote(
                        folder
                            + ": does not exist; a run that was killed as it put a new model there"
                            + " (or is at it now) has one in ")
                    + "(.*)"
                    + Pattern.quote(": rename that, or start the run again"))
            .matcher(message);
    assertTrue(place.matches(), message);
    java.nio.file.Path model = java.nio.file.Path.of(place.group(1));
    assertArrayEquals(weights, Files.readAllBytes(model.resolve("weights.safetensors")));
    assertEquals(
        message,
        assertThrows(
                ModelException.class,
                () -> KindlingModel.load(java.nio.file.Path.of(folder.toString())))
            .getMessage());
  }

  @Test
  void whatWasStillBeingBuiltIsNotPutIntoThePlaceOfAModel() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    String uuid = "d9428888-122b-11e1-b85c-61cd3cbb321";
    Files.move(temp.resolve("out/model"), temp.resolve("out/.model." + uuid + 0));
    java.nio.file.Path half = Files.createDirectory(temp.resolve("out/.model." + uuid + 1));
    Files.writeString(half.resolve("model.json"), "{");
    Files.writeString(half.resolve("weights.safetensors"), "");
    Files.createDirectory(temp.resolve("out/.model." + uuid + 2));
    ModelFolder.restore(fs, new Path(temp.resolve("out/mod").toString()));
    assertFalse(Files.exists(temp.resolve("out/mod")), "of another name");
    ModelFolder.restore(fs, folder);
    ModelFolder.read(fs, folder);
    assertTrue(Files.exists(half));
    ModelFolder.restore(fs, folder);
    assertEquals(2, list(temp.resolve("out")).size() - 1, "nothing to do");
  }

  private boolean writesTo(FileSystem broken) {
    try {
      ModelFolder.write(broken, folder, Models.model(Precision.FLOAT));
      return true;
    } catch (OutputException e) {
      assertEquals(folder + " cannot be written: disk full", e.getMessage());
      return false;
    }
  }

  @Test
  void aDivergedModelIsNotWritten() throws IOException {
    Matrix parameters = Models.parameters(Precision.FLOAT);
    parameters.set(7, Double.NaN);
    Model model =
        new Model(
            Models.network(),
            parameters,
            FeatureScaling.none(3),
            List.of("a", "b"),
            Map.of(),
            Map.of());
    ModelException error =
        assertThrows(ModelException.class, () -> ModelFolder.write(fs, folder, model));
    assertEquals(
        folder + ": cannot be written: layer1.b holds NaN at index 1 but must be finite",
        error.getMessage());
    assertEquals(List.of(), list(temp.resolve("out")));
  }

  // ---- what is wrong with a folder is named

  private void assertRefused(String message) {
    ModelException error = assertThrows(ModelException.class, () -> ModelFolder.read(fs, folder));
    assertEquals(message.replace("FOLDER", folder.toString()), error.getMessage());
  }

  @Test
  void aMissingFolderOrFileIsNamedWithWhatShouldBeThere() throws IOException {
    assertRefused(
        "FOLDER: does not exist; a model folder holds model.json and weights.safetensors");
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    Files.delete(temp.resolve("out/model/weights.safetensors"));
    assertRefused(
        "FOLDER: has no weights.safetensors; a model folder holds model.json and"
            + " weights.safetensors");
  }

  @Test
  void theFolderAboveAModelPointsToIt() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    Path model = folder;
    folder = folder.getParent();
    assertRefused(
        "FOLDER: has no model.json; a model folder holds model.json and weights.safetensors;"
            + " did you mean "
            + model
            + "?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format_version\" : 1 | \"format_version\" : 7 |"
            + " has format version 7, this Kindling reads up to 2: use a newer Kindling",
        "\"format_version\" : 1 | \"format_version\" : \"1\" |"
            + " format_version is \"1\" but must be a whole number from 1 to 2147483647",
        "\"loss\" | \"los\" |"
            + " loss is missing (must be one of softmax_cross_entropy, binary_cross_entropy, mean_squared_error);"
            + " is los a misspelling of it?",
        "\"made\" | \"mad\" | made is missing (must be a map (key: value));"
            + " is mad a misspelling of it?",
        "\"made\" | \"notes\" : 1, \"made\" |"
            + " unknown key notes (legal here: classes, data, features, format_version, loss,"
            + " made, network)",
        "\"units\" : 2 | \"units\" : 0 |"
            + " network.layers[0].dense.units is 0 but must be a whole number from 1 to"
            + " 2147483647",
        "\"standardize\" | \"log\" |"
            + " features.scaling is \"log\" but must be one of none, standardize, minmax",
        "\"standardize\" | \"none\" |"
            + " unknown key features.scale (legal here: columns, scaling)",
        "[ 1.0, 2.0, 3.0 ] | [ 1.0, 2.0 ] |"
            + " features makes no scaling: shift has 2 features but scale has 3",
        "[ 1.0, 2.0, 3.0 ] | [ 1.0, 2.0, 1e999 ] |"
            + " features.shift[2] is Infinity but must be a finite number",
        "[ 1.0, 2.0, 3.0 ] | [ 1.0, 2.0, null ] |"
            + " features.shift[2] is empty but must be a finite number",
        "[ \"no\", \"yes\" ] | [ \"no\", \"yes\", \"perhaps\" ] |"
            + " the network is for 2 classes (softmax_cross_entropy) but there are 3",
        "softmax_cross_entropy | mean_squared_error |"
            + " the network has 2 outputs but mean_squared_error needs one unit, the value to"
            + " predict",
        "[ \"no\", \"yes\" ] | [ \"no\", \"no\" ] | the class no is listed twice",
        "[ \"no\", \"yes\" ] | {} | classes is {} but must be text",
      })
  void aFlawInModelJsonIsNamed(String from, String to, String message) throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    editJson(from, to);
    assertRefused("FOLDER/model.json: " + message);
  }

  /** Replaces the first occurrence of a text in model.json. */
  private void editJson(String from, String to) throws IOException {
    java.nio.file.Path file = temp.resolve("out/model/model.json");
    String json = Files.readString(file);
    int at = json.indexOf(from);
    assertTrue(at >= 0, from);
    Files.writeString(file, json.substring(0, at) + to + json.substring(at + from.length()));
  }

  @Test
  void brokenJsonIsNamedWithItsPlace() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    editJson("\"data\" : {", "\"data\" : { \"label\" : 1,");
    assertRefusedAtLine(29, "Duplicate field 'label'");
    editJson("\"classes\"", "classes");
    assertRefusedAtLine(25, "Unexpected character ('c' (code 99))");
  }

  private void assertRefusedAtLine(int line, String problem) {
    String message =
        assertThrows(ModelException.class, () -> ModelFolder.read(fs, folder)).getMessage();
    String start = folder + "/model.json: not valid JSON at line " + line + ", column ";
    assertTrue(message.startsWith(start) && message.contains(": " + problem), message);
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    editJson("\"units\" : 2", "\"units\" : 200000000");
    assertRefused(
        "FOLDER/weights.safetensors: layer1.W has the shape [3,2] but the network's has"
            + " [3,200000000]");
  }

  @Test
  void modelJsonCutAnywhereIsRefused() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    byte[] whole = bytes("model.json");
    for (int length = 0; length < whole.length - 2; length++) { // but for the brace and line end
      Files.write(temp.resolve("out/model/model.json"), Arrays.copyOf(whole, length));
      ModelException error = assertThrows(ModelException.class, () -> ModelFolder.read(fs, folder));
      assertTrue(error.getMessage().startsWith(folder + "/model.json: not valid JSON"));
    }
  }

  @Test
  void modelJsonThatIsNoObjectIsRefused() throws IOException {
    ModelFolder.write(fs, folder, Models.model(Precision.FLOAT));
    for (String json : List.of("[]", "1", "null")) {
      Files.writeString(temp.resolve("out/model/model.json"), json);
      assertRefused("FOLDER/model.json: is JSON but not an object");
    }
  }

  @Test
  void noFlippedBitInModelJsonCausesAnythingButARefusalOrADescription() throws IOException {
    byte[] json = ModelJson.of(Models.model(Precision.FLOAT)).write();
    for (int i = 0; i < json.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = json.clone();
        flipped[i] ^= (byte) (1 << bit);
        try {
          assertTrue(
              ModelJson.read(new ByteArrayInputStream(flipped), "m").features().features() > 0);
        } catch (ModelException refused) {
          assertTrue(refused.getMessage().startsWith("m: "), refused.getMessage());
        }
      }
    }
  }
}
