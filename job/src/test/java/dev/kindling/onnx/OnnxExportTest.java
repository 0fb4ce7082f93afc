package dev.kindling.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.Models;
import dev.kindling.nn.Layer;
import dev.kindling.nn.LayerExamples;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Workspace;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime, which is Microsoft's, makes of an exported model. */
class OnnxExportTest {
  private static final int EXAMPLES = 7;
  private static final SplittableRandom RANDOM = new SplittableRandom(1);

  /** What a model gives for some examples. */
  private record Scores(float[][] probabilities, double[] predictions) {}

  /** A model with parameters, running statistics included, that are all but those of a new one. */
  private static Model model(String network, FeatureScaling scaling) {
    return model(network, scaling, Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private static Model model(String network, FeatureScaling scaling, Loss loss) {
    Section section = Section.parse("x.yaml", "{" + network + "}");
    Network built = NetworkConfig.read(section, loss);
    section.done();
    Matrix parameters = built.initialize(Precision.FLOAT, 1);
    for (int i = 0; i < parameters.size(); i++) {
      parameters.set(i, parameters.get(i) + RANDOM.nextDouble(0, 0.3));
    }
    List<String> classes = IntStream.range(0, built.classes()).mapToObj(k -> "class " + k).toList();
    FeatureScaling features =
        scaling == null ? FeatureScaling.none(built.inputShape().size()) : scaling;
    return new Model(built, parameters, features, classes, Map.of(), Map.of());
  }

  private static FloatBuffer examples(Model model) {
    float[] values = new float[EXAMPLES * model.network().inputShape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) RANDOM.nextDouble(-2, 3);
    }
    return FloatBuffer.wrap(values);
  }

  private static Scores ofKindling(Model model, FloatBuffer examples) {
    Network network = model.network();
    double[] raw = IntStream.range(0, examples.limit()).mapToDouble(examples::get).toArray();
    Workspace workspace = network.workspace(model.parameters().precision());
    Matrix input = workspace.resize(EXAMPLES);
    for (int row = 0; row < EXAMPLES; row++) {
      model.features().apply(raw, row * input.cols(), input, row);
    }
    Matrix outputs = network.forward(model.parameters(), workspace);
    double[] predictions =
        IntStream.range(0, EXAMPLES)
            .mapToDouble(row -> network.loss().predicted(outputs, row))
            .toArray();
    Matrix all = network.loss().probabilities(outputs);
    float[][] probabilities = new float[EXAMPLES][network.classes()];
    for (int i = 0; i < all.size(); i++) {
      probabilities[i / all.cols()][i % all.cols()] = (float) all.get(i);
    }
    return new Scores(probabilities, predictions);
  }

  private static Scores ofRuntime(Model model, FloatBuffer examples) throws OrtException {
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    try (OrtSession session = runtime.createSession(OnnxExport.of(model).toByteArray());
        OnnxTensor features =
            OnnxTensor.createTensor(runtime, examples, shape(model.network().inputShape()));
        OrtSession.Result result = session.run(Map.of("features", features))) {
      Object prediction = result.get("prediction").get().getValue();
      if (prediction instanceof float[] numbers) {
        assertEquals(1, result.size());
        return new Scores(
            new float[EXAMPLES][0],
            IntStream.range(0, EXAMPLES).mapToDouble(row -> numbers[row]).toArray());
      }
      return new Scores(
          (float[][]) result.get("probabilities").get().getValue(),
          LongStream.of((long[]) prediction).asDoubleStream().toArray());
    }
  }

  private static long[] shape(Shape input) {
    LongStream sides =
        input.isImage()
            ? input.sides().stream().mapToLong(side -> side)
            : LongStream.of(input.size());
    return LongStream.concat(LongStream.of(EXAMPLES), sides).toArray();
  }

  private static void assertSame(Model model) throws OrtException {
    FloatBuffer examples = examples(model);
    Scores expected = ofKindling(model, examples);
    Scores scores = ofRuntime(model, examples);
    for (int row = 0; row < EXAMPLES; row++) {
      assertArrayEquals(expected.probabilities[row], scores.probabilities[row], 1e-5f);
    }
    assertArrayEquals(expected.predictions, scores.predictions, 1e-5);
    assertComesBack(model, examples, expected);
  }

  private static Scaling kind(Model model) {
    return ((FeatureScaling) model.features()).kind();
  }

  /** What is imported again is the same model, but for how its parameters once began. */
  private static void assertComesBack(Model model, FloatBuffer examples, Scores expected) {
    Model back = OnnxImport.read(OnnxExport.of(model).toByteArray(), List.of());
    assertEquals(layers(model), layers(back));
    assertEquals(model.network().loss(), back.network().loss());
    assertEquals(model.classes(), back.classes());
    assertEquals(kind(model), kind(back));
    for (int i = 0; i < model.parameters().size(); i++) {
      assertEquals((float) model.parameters().get(i), (float) back.parameters().get(i));
    }
    Scores scores = ofKindling(back, examples);
    for (int row = 0; row < EXAMPLES; row++) {
      assertArrayEquals(expected.probabilities[row], scores.probabilities[row], 1e-6f);
    }
    assertArrayEquals(expected.predictions, scores.predictions, 1e-6);
  }

  private static String layers(Model model) {
    StringBuilder text = new StringBuilder();
    for (Layer layer : model.network().layers()) {
      Map<String, Object> options = new TreeMap<>(layer.options());
      options.remove("initialization");
      Shape input = layer.inputShape(); // the export has vectors and images
      text.append(input.isImage() ? input : input.size()).append(layer.kind()).append(options);
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(names = {"BINARY_CROSS_ENTROPY", "MEAN_SQUARED_ERROR"})
  void ofOneOutputThereAreTwoClassesOrANumber(Loss loss) throws OrtException {
    assertSame(
        model(
            "input: 3, layers: [dense: {units: 5, activation: tanh}, dense: {units: 1}]",
            FeatureScaling.standardize(new double[] {1, 0, -1}, new double[] {2, 1, 0.5}),
            loss));
  }

  @Test
  void aNumberHasTheUnitThatTheNetworkGivesIt() throws OrtException {
    Model model =
        model(
            "input: 3, layers: [dense: {units: 5, activation: tanh}, dense: {units: 1}, denormalize]",
            null,
            Loss.MEAN_SQUARED_ERROR);
    model.network().adapt(model.parameters(), 20, 0.25);
    assertSame(model);
  }

  private static final String SMALL = "input: 3, layers: [dense: {units: 4}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        SMALL,
        "input: 3, layers: [dense: {units: 5, activation: sigmoid}, dense: {units: 2}]",
        "input: 3, layers: [dense: {units: 5, activation: tanh}, dense: {units: 2}]",
        "input: 3, layers: [dense: {units: 5, activation: relu}, dense: {units: 2}]",
        "input: 3, layers: [batch_norm: {activation: relu}, dense: {units: 2}]",
        "input: 3, layers: [batch_norm: {epsilon: 0.1}, dropout: {rate: 0.5}, dense: {units: 2}]",
        "input: 3, layers: [dropout: {rate: 0.5}]",
        "input: [2, 4], layers: [batch_norm, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [dense: {units: 3}, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [flatten, dense: {units: 3}, flatten, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [batch_norm: {activation: tanh}, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [conv2d: {filters: 3, kernel: 2}, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [conv2d: {filters: 3, kernel: [5, 4], activation: sigmoid}]",
        "input: [2, 5, 4], layers: [max_pool2d: {size: 2}, dense: {units: 2}]",
        "input: [2, 5, 4], layers: [average_pool2d: {size: [3, 2], stride: 1}, dense: {units: 2}]",
        "input: [1, 9, 8], layers: [conv2d: {filters: 3, kernel: 3, padding: 1, activation: relu},"
            + " batch_norm, max_pool2d: {size: 2}, conv2d: {filters: 2, kernel: 2}, dropout: {rate:"
            + " 0.1}, average_pool2d: {size: 2, stride: 1}, flatten, dense: {units: 4}]",
      })
  void everyLayerGivesTheSameProbabilities(String network) throws OrtException {
    assertSame(model(network, null));
  }

  @Property(tries = 60)
  void convolutionsOfAllSizesStridesAndPaddingsAgree(
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(max = 2) int padding)
      throws OrtException {
    assertSame(
        model(
            "input: [2, 6, 5], layers: [conv2d: {filters: 3, kernel: [%d, %d], stride: %d, padding: %d}, dense: {units: 2}]"
                .formatted(height, width, stride, padding),
            null));
  }

  @Property(tries = 60)
  void poolingOfAllSizesAndStridesAgrees(
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll boolean max)
      throws OrtException {
    assertSame(
        model(
            "input: [2, 6, 5], layers: [%s_pool2d: {size: [%d, %d], stride: %d}, dense: {units: 2}]"
                .formatted(max ? "max" : "average", height, width, stride),
            null));
  }

  /** But for denormalize, which comes last: in front it would be a scaling of the features. */
  private static Stream<String> examplesOfLayers() {
    return LayerExamples.networks().filter(network -> !network.contains("[denormalize"));
  }

  @ParameterizedTest
  @MethodSource("examplesOfLayers")
  void everyKindOfLayerGivesTheSameProbabilities(String network) throws OrtException {
    assertSame(model(network.substring(1, network.length() - 1), null));
  }

  @Test
  void everyLayerThatCanBeConfiguredHasItsCounterpart() {
    assertEquals(NetworkConfig.kinds(), LayerNodes.KINDS.keySet());
  }

  @ParameterizedTest
  @EnumSource
  void ofNewerOperatorsTheOthersGiveTheSame(Loss loss) throws OrtException {
    int outputs = loss == Loss.SOFTMAX_CROSS_ENTROPY ? 3 : 1;
    String layers =
        "conv2d: {filters: 2, kernel: 2, activation: relu}, batch_norm, dropout: {rate: 0.1},"
            + " max_pool2d: {size: 2}, layer_norm: {activation: sigmoid}, average_pool2d: {size: 1},"
            + " flatten, layer_norm: {epsilon: 0.25}, dense: {units: "
            + outputs
            + "}";
    assertSame(model("input: [2, 5, 4], layers: [" + layers + "]", null, loss));
  }

  @Test
  void featuresAreScaledAsInTraining() throws OrtException {
    double[] low = {-0.1, 1, 7};
    assertSame(model(SMALL, FeatureScaling.standardize(low, new double[] {0.3, 2, 0})));
    assertSame(model(SMALL, FeatureScaling.minmax(low, new double[] {0.3, 2, 7})));
    assertSame(model(SMALL, FeatureScaling.minmax(new double[1], new double[] {9}).ofChannels(3)));
  }

  @Test
  void channelsOfImagesAreScaledAsInTraining() throws OrtException {
    String images =
        "input: [2, 3, 2], layers: [conv2d: {filters: 3, kernel: 2}, dense: {units: 2}]";
    double[] mean = {0.5, -2};
    double[] deviation = {0.3, 4};
    FeatureScaling channels = FeatureScaling.standardize(mean, deviation).ofChannels(6);
    assertSame(model(images, channels));
    assertSame(model("input: 12, layers: [dense: {units: 2}]", channels));
    double[] each = RANDOM.doubles(12).toArray();
    assertSame(model(images, FeatureScaling.standardize(each, each)));
    FeatureScaling all = FeatureScaling.minmax(new double[1], new double[] {9}).ofChannels(12);
    assertSame(model(images, all));
  }

  @Test
  void parametersInDoubleAreRounded() throws OrtException {
    assertSame(Models.model(Precision.DOUBLE));
  }

  @Test
  void theFileSaysWhatItHoldsAndIsForOldRuntimesToo() throws OrtException {
    byte[] file = OnnxExport.of(Models.model(Precision.FLOAT)).toByteArray();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
      assertEquals("kindling", session.getMetadata().getProducerName());
      assertEquals(
          "[\"no\",\"yes\"]", session.getMetadata().getCustomMetadataValue("classes").get());
      assertTensor(OnnxJavaType.FLOAT, "[-1, 3]", session.getInputInfo().get("features"));
      assertTensor(OnnxJavaType.FLOAT, "[-1, 2]", session.getOutputInfo().get("probabilities"));
      assertTensor(OnnxJavaType.INT64, "[-1]", session.getOutputInfo().get("prediction"));
    }
    assertEquals(9, OnnxExport.of(Models.model(Precision.FLOAT)).getOpsetImport(0).getVersion());
    Model newer = model("input: 3, layers: [layer_norm, dense: {units: 2}]", null);
    assertEquals(17, OnnxExport.of(newer).getOpsetImport(0).getVersion());
  }

  private static void assertTensor(OnnxJavaType type, String shape, NodeInfo node) {
    TensorInfo info = (TensorInfo) node.getInfo();
    assertEquals(type, info.type);
    assertEquals(shape, Arrays.toString(info.getShape()));
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    assertArrayEquals(
        OnnxExport.of(Models.model(Precision.FLOAT)).toByteArray(),
        OnnxExport.of(Models.model(Precision.FLOAT)).toByteArray());
  }

  @Test
  void whatAFloatCannotHoldIsNamed() {
    double[] mean = {0, 0, 1e300};
    Model model = model(SMALL, FeatureScaling.standardize(mean, new double[] {1, 1, 1}));
    assertEquals(
        "features.shift holds 1.0E300 at index 2, more than ONNX's float can hold",
        assertThrows(ModelException.class, () -> OnnxExport.of(model)).getMessage());
  }

  @Test
  void aModelBeyondTheFormatsLimitIsRefusedBeforeItIsBuilt() {
    assertEquals(
        "the model has 600,000,000 parameters, but an ONNX file is limited to 2 GB",
        assertThrows(ModelException.class, () -> OnnxExport.requireFits(600_000_000)).getMessage());
  }

  @Test
  void theFileIsReplacedWholeAndOnlyWhenAsked(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("model.onnx"), "old");
    assertEquals(
        file + " (--output) exists; choose another file, or --overwrite to replace it",
        assertThrows(ConfigException.class, () -> write(file, false)).getMessage());
    assertEquals("old", Files.readString(file));
    write(file, true);
    assertTrue(Files.size(file) > 100);
    assertEquals(1, folder.toFile().list().length);
    assertEquals(
        folder + " (--output) is a folder but must be a file",
        assertThrows(ConfigException.class, () -> write(folder, true)).getMessage());
  }

  private static void write(Path file, boolean overwrite) {
    OnnxExport.write(
        new Configuration(),
        new org.apache.hadoop.fs.Path(file.toString()),
        overwrite,
        Models.model(Precision.FLOAT));
  }
}
