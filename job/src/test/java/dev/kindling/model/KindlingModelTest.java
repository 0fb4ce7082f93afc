package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.kindling.config.Section;
import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindlingModelTest {
  private static final Model MODEL = model();
  private static final float[][] ROWS = rows(1100); // more than two blocks

  private static Model model() {
    Section section =
        Section.parse(
            "x.yaml",
            """
            input: [1, 8, 8]
            layers:
              - conv2d: {filters: 5, kernel: 3, padding: 1, activation: relu}
              - batch_norm
              - max_pool2d: {size: 2}
              - dropout: {rate: 0.5}
              - dense: {units: 30, activation: tanh}
              - dense: {units: 10}
            """);
    Network network = NetworkConfig.read(section, Loss.SOFTMAX_CROSS_ENTROPY);
    return new Model(
        network,
        network.initialize(Precision.FLOAT, 1),
        FeatureScaling.standardize(new double[] {0.3}, new double[] {0.7}).ofChannels(64),
        IntStream.range(0, 10).mapToObj(String::valueOf).toList(),
        Map.of(),
        Map.of());
  }

  private static float[][] rows(int count) {
    SplittableRandom random = new SplittableRandom(2);
    float[][] rows = new float[count][64];
    for (float[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) random.nextDouble();
      }
    }
    return rows;
  }

  private static void assertSame(float[][] expected, float[][] actual, float tolerance) {
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], actual[row], tolerance);
    }
  }

  @Test
  void probabilitiesAreThoseOfTheNetworkOnScaledFeatures() {
    Workspace workspace = MODEL.network().workspace(Precision.FLOAT);
    Matrix input = workspace.resize(ROWS.length);
    for (int row = 0; row < ROWS.length; row++) {
      for (int j = 0; j < 64; j++) {
        input.set(row * 64 + j, (ROWS[row][j] - 0.3) / 0.7);
      }
    }
    Matrix outputs = MODEL.network().forward(MODEL.parameters(), workspace);
    outputs.softmaxRows();
    float[][] probabilities = new KindlingModel(MODEL).predict(ROWS);
    for (int i = 0; i < outputs.size(); i++) {
      assertEquals(outputs.get(i), probabilities[i / 10][i % 10], 1e-6);
    }
  }

  @Test
  void rowsOfFloatsAreNotCopiedAsDoubles() {
    KindlingModel predictor = new KindlingModel(MODEL);
    float[][] rows = rows(4000);
    predictor.predict(rows); // makes the workspace
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    predictor.predict(rows);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 4000 * 64 * Double.BYTES / 2, allocated + " bytes");
  }

  @Test
  void aRowAloneIsAsAmongOthersButForRounding() {
    KindlingModel predictor = new KindlingModel(MODEL);
    float[][] alone = Stream.of(ROWS).map(predictor::predict).toArray(float[][]::new);
    assertSame(predictor.predict(ROWS), alone, 1e-6f);
  }

  @Test
  void doublesAreScaledBeforeTheyAreRounded() {
    // 2^30 + 1 is no float.
    Model model =
        new Model(
            Models.network(),
            Models.parameters(Precision.FLOAT),
            FeatureScaling.standardize(new double[] {1 << 30, 0, 0}, new double[] {1, 1, 1}),
            List.of("no", "yes"),
            Map.of(),
            Map.of());
    KindlingModel predictor = new KindlingModel(model);
    double above = (1 << 30) + 1;
    Model unscaled =
        new Model(
            model.network(),
            model.parameters(),
            FeatureScaling.none(3),
            model.classes(),
            Map.of(),
            Map.of());
    assertArrayEquals(
        new KindlingModel(unscaled).predict(new float[] {1, 2, 3}),
        predictor.predict(new double[] {above, 2, 3}));
    assertArrayEquals(
        new KindlingModel(unscaled).predict(new float[] {0, 2, 3}),
        predictor.predict(new float[] {(float) above, 2, 3}));
  }

  @Test
  void manyThreadsAtOnceGetWhatOneGets() {
    KindlingModel predictor = new KindlingModel(MODEL);
    float[][] expected = Stream.of(ROWS).map(predictor::predict).toArray(float[][]::new);
    float[][] block = predictor.predict(ROWS);
    ForkJoinPool threads = new ForkJoinPool(8);
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      boolean alone = thread % 2 == 0;
      tasks.add(
          threads.submit(
              () ->
                  assertSame(
                      alone ? expected : block,
                      alone
                          ? Stream.of(ROWS).map(predictor::predict).toArray(float[][]::new)
                          : predictor.predict(ROWS),
                      0)));
    }
    tasks.forEach(ForkJoinTask::join);
    threads.shutdown();
  }

  @Test
  void aFolderIsReadWithoutHadoopAsWithIt(@TempDir Path temp) throws IOException {
    Path folder = temp.resolve("model");
    FileSystem fs = FileSystem.getLocal(new Configuration(false));
    ModelFolder.write(fs, new org.apache.hadoop.fs.Path(folder.toString()), MODEL);
    KindlingModel predictor = KindlingModel.load(folder);
    assertEquals(MODEL.classes(), predictor.classes());
    assertEquals(64, predictor.features());
    assertSame(new KindlingModel(MODEL).predict(ROWS), predictor.predict(ROWS), 0);
    Files.delete(folder.resolve("weights.safetensors"));
    assertEquals(
        folder
            + ": has no weights.safetensors; a model folder holds model.json and"
            + " weights.safetensors",
        assertThrows(ModelException.class, () -> KindlingModel.load(folder)).getMessage());
    assertEquals(
        temp
            + ": has no model.json; a model folder holds model.json and weights.safetensors; did"
            + " you mean "
            + folder
            + "?",
        assertThrows(ModelException.class, () -> KindlingModel.load(temp)).getMessage());
  }

  @Test
  void whatCannotBeReadSaysWhy(@TempDir Path temp) throws IOException {
    Path folder = temp.resolve("model");
    FileSystem fs = FileSystem.getLocal(new Configuration(false));
    ModelFolder.write(fs, new org.apache.hadoop.fs.Path(folder.toString()), MODEL);
    Path json = folder.resolve("model.json");
    assertUnreadable(json.resolve("model.json"), "Not a directory", json);
    Files.setPosixFilePermissions(json, Set.of());
    if (!Files.isReadable(json)) { // root reads everything
      assertUnreadable(json, "permission denied", folder);
      Files.setPosixFilePermissions(folder, Set.of());
      assertUnreadable(json, "permission denied", folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    assertEquals("permission denied", ModelFiles.why(new AccessDeniedException(json.toString())));
  }

  private static void assertUnreadable(Path file, String why, Path folder) {
    assertEquals(
        file + ": cannot be read: " + why,
        assertThrows(ModelException.class, () -> KindlingModel.load(folder)).getMessage());
  }

  @Test
  void aRowOfAnotherWidthIsNamed() {
    KindlingModel predictor = new KindlingModel(MODEL);
    assertEquals(
        "row 1 has 63 features but the model takes 64",
        assertThrows(
                IllegalArgumentException.class,
                () -> predictor.predict(new float[][] {new float[64], new float[63]}))
            .getMessage());
  }

  private static void assertRefused(String message, Executable prediction) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, prediction).getMessage());
  }

  @Test
  void aRowThatIsNullOrEmptyIsNamed() {
    KindlingModel predictor = new KindlingModel(MODEL);
    assertRefused(
        "row 0 is null but the model takes 64 features", () -> predictor.predict((float[]) null));
    assertRefused(
        "row 0 is null but the model takes 64 features", () -> predictor.predict((double[]) null));
    assertRefused(
        "row 1 is null but the model takes 64 features",
        () -> predictor.predict(new float[][] {new float[64], null}));
    assertRefused(
        "row 0 has 0 features but the model takes 64", () -> predictor.predict(new float[0]));
  }

  @Test
  void whatIsNullIsNamed() {
    KindlingModel predictor = new KindlingModel(MODEL);
    assertRefused("the model folder is null", () -> KindlingModel.load(null));
    assertRefused("the rows are null", () -> predictor.predict((float[][]) null));
    assertRefused("the rows are null", () -> predictor.predict((double[][]) null));
    assertRefused("the rows are null", () -> predictor.outputs(null));
  }

  @ParameterizedTest
  @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity", "1e300, Infinity"})
  void aNumberThatIsNotFiniteInFloatIsNamedAsWhenRowsAreRead(double value, double gives) {
    KindlingModel predictor = new KindlingModel(MODEL);
    double[][] rows = new double[600][64]; // of two blocks
    rows[599][3] = value;
    String message =
        "row 599 gives " + gives + " for feature 3 but must give a finite number (in float)";
    assertRefused(message, () -> predictor.predict(rows));
    assertRefused(message, () -> predictor.outputs(rows));
    rows[599][3] = 0;
    assertEquals(600, predictor.predict(rows).length);
  }

  @Test
  void ofOneOutputThereAreTwoProbabilitiesOrANumber() {
    float[] features = {1, 2, 3};
    double z = ofOneOutput(Loss.MEAN_SQUARED_ERROR).predict(features)[0];
    assertEquals(0.1 * (1 + 2 + 3) + 0.1, z, 1e-6);
    float[] probabilities = ofOneOutput(Loss.BINARY_CROSS_ENTROPY, "no", "yes").predict(features);
    assertEquals(2, probabilities.length);
    assertEquals(1 / (1 + Math.exp(z)), probabilities[0], 1e-6);
    assertEquals(1 / (1 + Math.exp(-z)), probabilities[1], 1e-6);
  }

  @Test
  void aRowThatTheNetworkMakesNoFiniteNumbersOfIsNamed() {
    KindlingModel predictor = ofOneOutput(100, Loss.BINARY_CROSS_ENTROPY, "no", "yes");
    float[][] rows = {{1, 2, 3}, {0, 3e37f, 0}};
    assertRefused(
        "row 1 gives the output Infinity but must give finite ones (in float): are its features far"
            + " from those of training?",
        () -> predictor.predict(rows));
    rows[1][1] = 3e36f;
    assertArrayEquals(new float[] {0, 1}, predictor.predict(rows)[1]);
  }

  private static KindlingModel ofOneOutput(Loss loss, String... classes) {
    return ofOneOutput(0.1, loss, classes);
  }

  private static KindlingModel ofOneOutput(double parameter, Loss loss, String... classes) {
    Section section = Section.parse("x.yaml", "{input: 3, layers: [dense: {units: 1}]}");
    Matrix parameters = Precision.FLOAT.vector(4);
    parameters.fill(parameter);
    return new KindlingModel(
        new Model(
            NetworkConfig.read(section, loss),
            parameters,
            FeatureScaling.none(3),
            List.of(classes),
            Map.of(),
            Map.of()));
  }

  @Test
  void noRowsGiveNothing() {
    assertEquals(0, new KindlingModel(MODEL).predict(new float[0][]).length);
  }
}
