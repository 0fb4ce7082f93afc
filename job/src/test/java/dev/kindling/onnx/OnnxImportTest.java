package dev.kindling.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.KindlingModel;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.nn.Golden;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of other makers, read, against what they make of examples themselves. */
class OnnxImportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static byte[] bytes(String file) throws Exception {
    return Files.readAllBytes(
        Path.of(OnnxImportTest.class.getResource("/golden/onnx/" + file).toURI()));
  }

  static Stream<JsonNode> files() throws Exception {
    List<JsonNode> cases = new ArrayList<>(Golden.read("onnx/pytorch.json").cases());
    cases.addAll(Golden.read("onnx/scikit-learn.json").cases());
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aModelPredictsWhatItsMakerPredicts(JsonNode golden) throws Exception {
    byte[] file = bytes(golden.get("file").textValue());
    Model model = OnnxImport.read(file, List.of());
    double[][] examples = JSON.treeToValue(golden.get("examples"), double[][].class);
    float[][] expected = JSON.treeToValue(golden.get("predictions"), float[][].class);
    assertSame(expected, new KindlingModel(model).predict(examples));
    if (golden.has("classes")) {
      assertEquals(
          List.of(JSON.treeToValue(golden.get("classes"), String[].class)), model.classes());
    }
  }

  private static void assertSame(float[][] expected, float[][] predictions) {
    assertEquals(expected.length, predictions.length);
    for (int row = 0; row < expected.length; row++) {
      float size = Math.max(1, Math.abs(expected[row][0]));
      assertArrayEquals(expected[row], predictions[row], 1e-5f * size);
    }
  }

  /** The files are what a runtime takes, too: the golden numbers are those of the graphs. */
  @ParameterizedTest
  @CsvSource({
    "pytorch-cnn-9.onnx, 2 8 8",
    "pytorch-cnn-17.onnx, 2 8 8",
    "pytorch-layer-norms-17.onnx, 2 6 6",
    "pytorch-leaky-9.onnx, 2 6 6",
    "pytorch-leaky-17.onnx, 2 6 6",
    "pytorch-pooled-18.onnx, 2 6 5",
    "pytorch-standardized-17.onnx, 60",
    "scikit-learn-iris-numbers.onnx, 4"
  })
  void onnxRuntimePredictsTheSame(String file, String shape) throws Exception {
    long[] sides = Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
    JsonNode golden = files().filter(f -> f.get("file").textValue().equals(file)).findFirst().get();
    double[][] examples = JSON.treeToValue(golden.get("examples"), double[][].class);
    float[][] expected = JSON.treeToValue(golden.get("predictions"), float[][].class);
    float[][] outputs = ofRuntime(bytes(file), examples, sides);
    if (!file.startsWith("scikit")) {
      Arrays.setAll(outputs, row -> softmax(outputs[row]));
    }
    assertSame(expected, outputs);
  }

  /** The last output. */
  private static float[][] ofRuntime(byte[] file, double[][] examples, long... sides)
      throws Exception {
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    long[] shape =
        LongStream.concat(LongStream.of(examples.length), LongStream.of(sides)).toArray();
    try (OrtSession session = runtime.createSession(file);
        OnnxTensor input = OnnxTensor.createTensor(runtime, floats(examples), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      return (float[][]) result.get((int) (result.size() - 1)).getValue();
    }
  }

  private static float[] softmax(float[] logits) {
    double[] e = new double[logits.length];
    Arrays.setAll(e, i -> Math.exp(logits[i]));
    float[] p = new float[e.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) (e[i] / DoubleStream.of(e).sum());
    }
    return p;
  }

  private static FloatBuffer floats(double[][] rows) {
    double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    FloatBuffer floats = FloatBuffer.allocate(all.length);
    for (double value : all) {
      floats.put((float) value);
    }
    return floats.flip();
  }

  private static String layers(Model model) {
    StringBuilder text = new StringBuilder();
    for (Map<?, ?> layer : (List<Map<?, ?>>) NetworkConfig.write(model.network()).get("layers")) {
      text.append(text.isEmpty() ? "" : " ").append(layer.keySet().iterator().next());
      Map<?, ?> options = (Map<?, ?>) layer.values().iterator().next();
      Object activation = options.get("activation");
      text.append(activation == null || activation.equals("linear") ? "" : "/" + activation);
    }
    return text.toString();
  }

  @Test
  void anActivationAfterPoolingMovesToTheConvolutionBeforeIt() throws Exception {
    Model model = OnnxImport.read(bytes("pytorch-tutorial-17.onnx"), List.of());
    assertEquals("conv2d/relu conv2d/relu max_pool2d flatten dense/relu dense", layers(model));
  }

  @Test
  void preparationInFrontOfTheFirstLayerIsFeatureScaling() throws Exception {
    Model model = OnnxImport.read(bytes("pytorch-standardized-17.onnx"), List.of());
    assertEquals(Shape.of(2, 5, 6), model.network().inputShape());
    FeatureScaling scaling = (FeatureScaling) model.features();
    assertEquals(Scaling.STANDARDIZE, scaling.kind());
    assertArrayEquals(
        new double[] {0.3, 0.5}, new double[] {scaling.shift(0), scaling.shift(30)}, 1e-7);
    assertArrayEquals(
        new double[] {5, 0.25}, new double[] {scaling.scale(0), scaling.scale(30)}, 1e-7);
  }

  @Test
  void aBareOutputIsTheLogOddsOfTwoClassesWhereTwoAreNamed() throws Exception {
    byte[] file = bytes("pytorch-number-17.onnx");
    assertEquals(List.of(), OnnxImport.read(file, List.of()).classes());
    assertEquals(List.of("no", "yes"), OnnxImport.read(file, List.of("no", "yes")).classes());
  }

  @Test
  void givenNamesOfClassesGoFirst() throws Exception {
    byte[] file = bytes("scikit-learn-iris.onnx");
    assertEquals(List.of("a", "b", "c"), OnnxImport.read(file, List.of("a", "b", "c")).classes());
    assertRefused("has 3 classes, but 2 are given (--classes)", file, List.of("a", "b"));
  }

  private static void assertRefused(String message, byte[] file, List<String> classes) {
    assertEquals(
        message,
        assertThrows(ModelException.class, () -> OnnxImport.read(file, classes)).getMessage());
  }

  /** A file of PyTorch's with one change. */
  private static void assertRefused(
      String message, String name, Consumer<ModelProto.Builder> change) throws Exception {
    ModelProto.Builder file = ModelProto.parseFrom(bytes(name)).toBuilder();
    change.accept(file);
    assertRefused(message, file.build().toByteArray(), List.of());
  }

  private static NodeProto.Builder node(ModelProto.Builder file, String operator) {
    return file.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  private static void set(NodeProto.Builder node, String attribute, long value) {
    for (AttributeProto.Builder candidate : node.getAttributeBuilderList()) {
      if (candidate.getName().equals(attribute)) {
        candidate.setI(value);
        for (int i = 0; i < candidate.getIntsCount(); i++) {
          candidate.setInts(i, value);
        }
        return;
      }
    }
    node.addAttribute(GraphBuilder.attribute(attribute, value));
  }

  @Test
  void aCastToATypeThatThereIsNotIsRefused() throws Exception {
    assertRefused(
        "node cast_input (Cast) makes other numbers of them than [FLOAT, DOUBLE, FLOAT16, BFLOAT16],"
            + " which are supported",
        "scikit-learn-iris.onnx",
        file -> set(node(file, "Cast"), "to", 99));
  }

  @Test
  void aLeakyReluIsALayerOfItsOwnWhereItStands() throws Exception {
    Model model = OnnxImport.read(bytes("pytorch-leaky-9.onnx"), List.of());
    assertEquals(
        "conv2d leaky_relu max_pool2d batch_norm leaky_relu flatten dense leaky_relu dense",
        layers(model));
    assertEquals(0.2, model.network().layers().get(4).options().get("negative_slope"));
  }

  @Test
  void theMeanOverBothSidesOfAnImageIsItsPooling() throws Exception {
    for (String file :
        List.of("pytorch-pooled-9.onnx", "pytorch-pooled-18.onnx", "pytorch-pooled-kept-18.onnx")) {
      Model model = OnnxImport.read(bytes(file), List.of());
      assertEquals("conv2d/relu average_pool2d flatten dense", layers(model));
    }
    assertRefused(
        "node /ReduceMean (ReduceMean) takes the mean over axes=[2, 2] of examples of [3, 4, 3];"
            + " supported is that over both sides of an image, axes=[2, 3] (PyTorch's LayerNorm"
            + " needs an opset of 17 or more)",
        "pytorch-pooled-9.onnx",
        file -> set(node(file, "ReduceMean"), "axes", 2));
  }

  @Test
  void sixteenBitsAreTheNumbersThatTheyStandFor() {
    TensorProto.Builder half =
        TensorProto.newBuilder().setDataType(DataType.FLOAT16.getNumber()).addDims(6);
    int[] bits = {0x3c00, 0xc000, 0x0001, 0x8001, 0x7bff, 0x3555};
    double[] expected = {1, -2, 0x1p-24, -0x1p-24, 65504, 0x555p-12};
    ByteString.Output raw = ByteString.newOutput();
    for (int each : bits) {
      half.addInt32Data(each);
      raw.write(each);
      raw.write(each >> 8);
    }
    assertNumbers(expected, half.build());
    assertNumbers(expected, half.clearInt32Data().setRawData(raw.toByteString()).build());
    TensorProto.Builder brain =
        TensorProto.newBuilder().setDataType(DataType.BFLOAT16.getNumber()).addDims(2);
    assertNumbers(
        new double[] {1, -0x1.fep127}, brain.addInt32Data(0x3f80).addInt32Data(0xff7f).build());
    TensorProto infinite = half.clearRawData().clearDims().addInt32Data(0xfc00).build();
    assertEquals(
        "the tensor w holds -Infinity at index 0",
        assertThrows(ModelException.class, () -> Constant.of("w", infinite).number(0))
            .getMessage());
  }

  private static void assertNumbers(double[] expected, TensorProto tensor) {
    Constant constant = Constant.of("w", tensor);
    double[] numbers = new double[constant.size()];
    Arrays.setAll(numbers, constant::number);
    assertArrayEquals(expected, numbers);
  }

  private static final String CNN = "pytorch-cnn-17.onnx";
  private static final String MLP = "pytorch-mlp-17.onnx";

  @Test
  void whatIsNotSupportedIsNamedWithItsNodeAndWhatIs() throws Exception {
    assertRefused(
        "node /0/Conv (Conv) has group=2; supported is 1",
        CNN,
        file -> set(node(file, "Conv"), "group", 2));
    assertRefused(
        "node /0/Conv (Conv) has dilations; supported are none",
        CNN,
        file -> set(node(file, "Conv"), "dilations", 2));
    assertRefused(
        "node /3/MaxPool (MaxPool) pools beyond the edge of the image; supported is pooling within"
            + " it",
        CNN,
        file -> set(node(file, "MaxPool"), "pads", 1));
    assertRefused(
        "node /1/LayerNormalization (LayerNormalization) has axis=-1 for examples of [3, 4, 4];"
            + " supported is 1, all values of an example",
        "pytorch-layer-norms-17.onnx",
        file -> set(node(file, "LayerNormalization"), "axis", -1));
    assertRefused(
        "node /4/LeakyRelu (LeakyRelu) has alpha=1.5; supported is 0 to 1",
        "pytorch-leaky-17.onnx",
        file -> {
          NodeProto.Builder leaky = node(file, "LeakyRelu");
          leaky.setName("/4/LeakyRelu").getAttributeBuilder(0).setF(1.5f);
        });
    assertRefused(
        "node /0/Gemm (Gemm) has transA=1; supported is 0",
        MLP,
        file -> set(node(file, "Gemm"), "transA", 1));
    assertRefused(
        "node /0/Gemm (Gemm) has the attribute speed, which is not supported",
        MLP,
        file -> set(node(file, "Gemm"), "speed", 1));
    assertRefused(
        "uses version 99 of ONNX's operators; this Kindling knows 7 to 24: export the model with"
            + " another opset",
        MLP,
        file -> file.getOpsetImportBuilder(0).setVersion(99));
    String unsupported =
        assertThrows(
                ModelException.class,
                () -> {
                  ModelProto.Builder file = ModelProto.parseFrom(bytes(MLP)).toBuilder();
                  node(file, "Relu").setOpType("Erf");
                  OnnxImport.read(file.build().toByteArray(), List.of());
                })
            .getMessage();
    assertEquals(
        "node /1/Relu (Erf) is not supported; supported are Add, ArgMax",
        unsupported.substring(0, 62));
  }

  /** The exporter that PyTorch takes since 2.9 sets it, with no 0 among the sides. */
  @Test
  void whatAZeroWouldMeanDoesNotMatterWithoutOne() throws Exception {
    ModelProto.Builder file = ModelProto.parseFrom(bytes("pytorch-tutorial-17.onnx")).toBuilder();
    String layers = layers(OnnxImport.read(file.build().toByteArray(), List.of()));
    set(node(file, "Reshape"), "allowzero", 1);
    assertEquals(layers, layers(OnnxImport.read(file.build().toByteArray(), List.of())));
  }

  @Test
  void branchesAreRefused() throws Exception {
    assertRefused(
        "node /4/Tanh (Tanh) takes what another node has taken already; supported are chains of"
            + " layers, without branches",
        MLP,
        file -> node(file, "Tanh").setInput(0, "/1/Relu_output_0"));
    assertRefused(
        "the output /1/Relu_output_0 is not made of the last layer's outputs, as all must be",
        MLP,
        file -> file.getGraphBuilder().getOutputBuilder(0).setName("/1/Relu_output_0"));
  }

  /** Such as the last lines of a model of numbers that knows their unit: {@code y * 40 + 300}. */
  @ParameterizedTest
  @CsvSource({"Mul, 40, Add, 300", "Div, 0.025, Sub, -300"})
  void aVectorTimesAConstantPlusAConstantIsDenormalized(
      String times, double deviation, String plus, double mean) throws Exception {
    GraphBuilder graph = new GraphBuilder("any", 9);
    graph.input("x", DataType.FLOAT, List.of(2), "");
    graph.constant("weights", List.of(2, 1), i -> i + 1);
    graph.constant("deviation", List.of(), i -> deviation);
    graph.constant("mean", List.of(1), i -> mean);
    graph.node("product", "MatMul", List.of("x", "weights")); // without a bias
    graph.node("scaled", times, List.of("product", "deviation"));
    String y = graph.node("y", plus, List.of("scaled", "mean"));
    graph.output(y, DataType.FLOAT, List.of(1), "");
    Model model = OnnxImport.read(file(graph), List.of());
    assertEquals("dense denormalize", layers(model));
    assertArrayEquals(new double[] {1, 2, 0, 300, 40}, Matrices.values(model.parameters()));
  }

  @Test
  void aConstantAfterAnActivationIsNoBias() throws Exception {
    assertRefused(
        "node add (Add) is no bias of a dense or convolutional layer; constants are supported"
            + " there, in front of the first layer, and as factors and divisors of vectors",
        MLP,
        file -> {
          NodeProto.Builder gemm = node(file, "Gemm");
          gemm.clearInput().addInput("x").addInput("0.weight"); // without a bias
          NodeProto add =
              NodeProto.newBuilder()
                  .setName("add")
                  .setOpType("Add")
                  .addInput("/1/Relu_output_0")
                  .addInput("0.bias")
                  .addOutput("added")
                  .build();
          file.getGraphBuilder().addNode(2, add).getNodeBuilder(3).setInput(0, "added");
        });
  }

  /** Keras has an image's channels last; tf2onnx puts a Transpose before and after convolutions. */
  @Test
  void imagesOfKerasPredictWhatOnnxRuntimePredicts() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    IntToDoubleFunction some = i -> random.nextDouble(-1, 1);
    GraphBuilder graph = new GraphBuilder("tf2onnx", 9);
    graph.input("x", DataType.FLOAT, List.of(6, 5, 1), "");
    graph.constant("scale", List.of(), i -> 1 / 255.0);
    graph.constant("kernel", List.of(3, 1, 3, 3), some);
    graph.constant("bias", List.of(1, 3, 1, 1), some);
    graph.constant("weights", List.of(60, 4), some);
    graph.constant("dense_bias", List.of(4), some);
    graph.node("scaled", "Mul", List.of("x", "scale"));
    graph.node("nchw", "Transpose", List.of("scaled"), ints("perm", 0, 3, 1, 2));
    AttributeProto same =
        AttributeProto.newBuilder()
            .setName("auto_pad")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8("SAME_UPPER"))
            .build();
    graph.node("conv", "Conv", List.of("nchw", "kernel"), same);
    graph.node("biased", "Add", List.of("conv", "bias"));
    graph.node("relu", "Relu", List.of("biased"));
    graph.node("pool", "MaxPool", List.of("relu"), ints("kernel_shape", 2, 2));
    graph.node("nhwc", "Transpose", List.of("pool"), ints("perm", 0, 2, 3, 1));
    graph.node("leaky", "LeakyRelu", List.of("nhwc"));
    graph.node("flat", "Flatten", List.of("leaky"));
    graph.node("product", "MatMul", List.of("flat", "weights"));
    graph.node("sum", "Add", List.of("product", "dense_bias"));
    graph.output(graph.node("y", "Softmax", List.of("sum")), DataType.FLOAT, List.of(4), "");
    byte[] file = file(graph);
    Model model = OnnxImport.read(file, List.of());
    assertEquals("conv2d/relu max_pool2d leaky_relu flatten dense", layers(model));
    double[][] examples = new double[5][30];
    for (double[] example : examples) {
      Arrays.setAll(example, i -> random.nextInt(256));
    }
    float[][] predictions = new KindlingModel(model).predict(examples);
    assertSame(ofRuntime(file, examples, 6, 5, 1), predictions);
  }

  private static byte[] file(GraphBuilder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15))
        .setProducerName("tf2onnx")
        .setGraph(graph.build())
        .build()
        .toByteArray();
  }

  /** No model file can hold such a scaling. */
  @Test
  void featuresThatAreTurnedRoundAreRefused() {
    GraphBuilder graph = new GraphBuilder("x", 15);
    graph.input("x", DataType.FLOAT, List.of(3), "");
    graph.constant("negative", List.of(), i -> -2);
    graph.constant("weights", List.of(3, 1), i -> 1);
    graph.node("turned", "Mul", List.of("x", "negative"));
    graph.output(
        graph.node("y", "MatMul", List.of("turned", "weights")), DataType.FLOAT, List.of(1), "");
    assertRefused(
        "node turned (Mul) multiplies feature 0 by -2.0; supported are numbers above 0",
        file(graph),
        List.of());
  }

  @Test
  void whatIsMadeOfTheOutputsOfAnotherLayerSaysNothingOfTheLast() {
    GraphBuilder graph = new GraphBuilder("x", 15);
    graph.input("x", DataType.FLOAT, List.of(3), "");
    graph.constant("hidden", List.of(3, 2), i -> i);
    graph.constant("weights", List.of(2, 1), i -> 1);
    graph.node("h", "MatMul", List.of("x", "hidden"));
    graph.node("attention", "Softmax", List.of("h"));
    graph.output(
        graph.node("y", "MatMul", List.of("h", "weights")), DataType.FLOAT, List.of(1), "");
    assertEquals(List.of(), OnnxImport.read(file(graph), List.of()).classes());
  }

  @Test
  void constantsAreComputedAsOnnxRuntimeComputesThem() throws Exception {
    GraphBuilder graph = new GraphBuilder("x", 15);
    graph.input("x", DataType.FLOAT, List.of(3), "");
    graph.constant("first", List.of(4), i -> 0.5 + i);
    graph.constant("second", List.of(8), i -> 0.25 * i);
    graph.constant("like", List.of(3, 4), i -> i);
    graph.constant("bias", List.of(4), i -> 1.5 + i);
    graph.node("all", "Concat", List.of("first", "second"), GraphBuilder.attribute("axis", 0));
    graph.node("shape", "Shape", List.of("like"));
    graph.node("weights", "Reshape", List.of("all", "shape"));
    graph.node("product", "MatMul", List.of("x", "weights"));
    graph.output(
        graph.node("y", "Add", List.of("product", "bias")), DataType.FLOAT, List.of(4), "");
    double[][] examples = {{1, 2, 3}, {-1, 0, 0.5}};
    Model model = OnnxImport.read(file(graph), List.of());
    assertSame(ofRuntime(file(graph), examples, 3), new KindlingModel(model).outputs(examples));
  }

  private static AttributeProto ints(String name, Integer... values) {
    return GraphBuilder.attribute(name, List.of(values));
  }

  @Test
  void severalSigmoidsAreNoClasses() throws Exception {
    assertRefused(
        "ends with 3 sigmoids, which are no classes of which one is right; supported are a softmax,"
            + " one sigmoid, or outputs without either",
        "pytorch-norms-17.onnx",
        file -> node(file, "Softmax").setOpType("Sigmoid").clearAttribute());
  }

  @Test
  void weightsInAnotherFileAreNotLookedFor() throws Exception {
    assertRefused(
        "the tensor 0.weight is kept in another file (external data), which is not read; save the"
            + " model as one file (PyTorch: external_data=False)",
        MLP,
        file -> {
          TensorProto.Builder weights = file.getGraphBuilder().getInitializerBuilder(0);
          weights.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
          weights.addExternalDataBuilder().setKey("location").setValue("../../etc/passwd");
        });
  }

  @Test
  void sizesThatOverflowAreRefused() throws Exception {
    assertRefused(
        "the tensor 0.weight has the impossible shape [4294967296, 4294967296]",
        MLP,
        file ->
            file.getGraphBuilder()
                .getInitializerBuilder(0)
                .setDims(0, 1L << 32)
                .setDims(1, 1L << 32));
    assertRefused(
        "the tensor 0.weight has the shape [8, 400000] but 32 elements",
        MLP,
        file -> file.getGraphBuilder().getInitializerBuilder(0).setDims(1, 400_000));
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() throws Exception {
    assertRefused(
        "the tensor 0.bias holds NaN at index 0",
        MLP,
        file -> {
          GraphProto.Builder graph = file.getGraphBuilder();
          graph.getInitializerBuilder(1).clearRawData().addFloatData(Float.NaN);
          for (int i = 1; i < 8; i++) {
            graph.getInitializerBuilder(1).addFloatData(0);
          }
        });
  }

  @Test
  void whatIsNoModelIsSaid() {
    assertRefused("is no ONNX model", new byte[0], List.of());
    String message =
        assertThrows(
                ModelException.class, () -> OnnxImport.read("PK\3\4 zip".getBytes(), List.of()))
            .getMessage();
    assertEquals("is no ONNX model: ", message.substring(0, 18));
  }

  @Test
  void parametersAreFloats() throws Exception {
    Matrix parameters = OnnxImport.read(bytes(MLP), List.of()).parameters();
    assertEquals(Precision.FLOAT, parameters.precision());
  }
}
