package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import dev.kindling.nn.Network.Tensor;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Parameter;
import dev.kindling.nn.Pass;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class GradientCheckJobIT {

  /** A dense layer with a mistake in its backward pass. */
  private interface WrongDense extends Layer {
    Dense dense();

    @Override
    default String kind() {
      return "wrong";
    }

    @Override
    default Map<String, Object> options() {
      return dense().options();
    }

    @Override
    default Shape inputShape() {
      return dense().inputShape();
    }

    @Override
    default Shape outputShape() {
      return dense().outputShape();
    }

    @Override
    default List<Parameter> parameters() {
      return dense().parameters();
    }

    @Override
    default void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
      dense().forward(parameters, x, y, pass);
    }
  }

  private record ForgetfulDense(Dense dense) implements WrongDense {
    @Override
    public void backward(
        Matrix parameters,
        Matrix x,
        Matrix y,
        Matrix dy,
        Matrix dx,
        Matrix dparameters,
        Pass pass) {
      int weights = dense.inputs() * dense.units();
      Matrix bias = dparameters.view(weights, 1, dense.units());
      Matrix before = bias.copy();
      dense.backward(parameters, x, y, dy, dx, dparameters, pass);
      bias.copyFrom(before);
    }
  }

  private record AveragingDense(Dense dense) implements WrongDense {
    @Override
    public void backward(
        Matrix parameters,
        Matrix x,
        Matrix y,
        Matrix dy,
        Matrix dx,
        Matrix dparameters,
        Pass pass) {
      Matrix sum = parameters.precision().vector(parameters.size());
      dense.backward(parameters, x, y, dy, dx, sum, pass);
      dparameters.addScaled(1.0 / x.rows(), sum);
    }
  }

  @Test
  void everyParameterAndInputOfTheCourseNetworkHolds(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/course.yaml");
    GradientCheckJob.Result result = check(spark, config, config.network(), 10_000);
    assertTrue(result.holds(), result.toString());
    assertEquals(
        List.of(50, 25, 100, 4, 32),
        result.tensors().stream().map(GradientCheckJob.TensorResult::checked).toList());
  }

  @Test
  void everyKindOfLayerHoldsInOneNetwork(JavaSparkContext spark) {
    RunConfig config =
        Runs.read(
            "conf/digits-cnn.yaml",
            "network.layers=[conv2d: {filters: 3, kernel: [3, 2], padding: 1, activation: tanh},"
                + " batch_norm: {activation: relu}, max_pool2d: {size: 2},"
                + " conv2d: {filters: 4, kernel: 3, stride: 2, padding: 1}, layer_norm,"
                + " leaky_relu: {negative_slope: 0.2}, dropout: {rate: 0.3},"
                + " average_pool2d: {size: 2, stride: 1}, flatten, batch_norm, dense: {units: 10}]");
    Set<String> kinds = new TreeSet<>(NetworkConfig.kinds());
    kinds.remove("denormalize"); // is of numbers
    assertEquals(
        kinds, config.network().layers().stream().map(Layer::kind).collect(Collectors.toSet()));
    GradientCheckJob.Result result = check(spark, config, config.network(), 10_000);
    assertTrue(result.holds(), result.toString());
    Stream<String> trained =
        config.network().tensors().stream().filter(Tensor::trained).map(Tensor::name);
    assertEquals(
        Stream.concat(trained, Stream.of("input")).toList(),
        result.tensors().stream().map(GradientCheckJob.TensorResult::tensor).toList());
  }

  @Test
  void aNetworkOfNumbersHoldsInTheirUnit(JavaSparkContext spark) {
    RunConfig config =
        Runs.read(
            "conf/digits.yaml",
            "training.loss=mean_squared_error",
            "data.stratify=false",
            "network.layers=[dense: {units: 3, activation: tanh}, dense: {units: 1}, denormalize]");
    GradientCheckJob.Result result = check(spark, config, config.network().minimisingIn(3), 10_000);
    assertTrue(result.holds(), result.toString());
    assertEquals(
        List.of("layer1.W", "layer1.b", "layer2.W", "layer2.b", "input"),
        result.tensors().stream().map(GradientCheckJob.TensorResult::tensor).toList());
  }

  /** Differences of losses of such labels would be all rounding. */
  @Test
  void numbersFarFromZeroHoldToo(JavaSparkContext spark, @TempDir Path folder) throws IOException {
    Path rows = folder.resolve("seconds.csv");
    Files.write(
        rows,
        IntStream.range(0, 40)
            .mapToObj(i -> i % 7 + "," + i % 3 + "," + (1_700_000_000 + i))
            .toList());
    RunConfig config =
        Runs.read(
            "conf/digits.yaml",
            "data={train: " + rows + ", label: 2}",
            "training.loss=mean_squared_error",
            "network={input: 2, layers: [dense: {units: 3, activation: tanh}, dense: {units: 1},"
                + " denormalize]}");
    GradientCheckJob.Result result = check(spark, config, config.network(), 10_000);
    assertTrue(result.holds(), result.toString());
  }

  @Test
  void ofMoreParametersASampleOfEachTensorIsCompared(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/digits.yaml");
    GradientCheckJob.Result result = check(spark, config, config.network(), 100);
    assertTrue(result.holds(), result.toString());
    assertEquals(
        List.of(85, 1, 13, 1, 100), // 100 times 4096, 64, 640 and 10 of 4810, at least one
        result.tensors().stream().map(GradientCheckJob.TensorResult::checked).toList());
  }

  @Test
  void aWrongLayerIsCaughtWhereItIsWrong(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/course.yaml");
    Dense first = (Dense) config.network().layers().get(0);
    Layer second = config.network().layers().get(1);
    Network wrong =
        new Network(
            config.network().inputShape(),
            List.of(new ForgetfulDense(first), second),
            config.network().loss());
    GradientCheckJob.Result result = check(spark, config, wrong, 10_000);
    assertFalse(result.holds());
    for (GradientCheckJob.TensorResult tensor : result.tensors()) {
      assertEquals(tensor.tensor().equals("layer1.b"), tensor.failed() > 0, tensor.toString());
    }
  }

  @Test
  void aLayerThatDividesByItsBatchMakesAnotherDistributedSum(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/course.yaml");
    Dense first = (Dense) config.network().layers().get(0);
    Network wrong =
        new Network(
            config.network().inputShape(),
            List.of(new AveragingDense(first), config.network().layers().get(1)),
            config.network().loss());
    assertTrue(check(spark, config, wrong, 10).distributedError() > 0.1);
  }

  @Test
  void nothingComparedIsNoProof() {
    assertFalse(new GradientCheckJob.Result(List.of(), 0, 16).holds());
    GradientCheckJob.TensorResult onlyKinks =
        new GradientCheckJob.TensorResult("layer1.W", Shape.of(2, 2), 0, 4, 4, null, 0);
    assertFalse(new GradientCheckJob.Result(List.of(onlyKinks), 0, 16).holds());
  }

  @Test
  void aDistributedSumThatDiffersIsNoProof(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/course.yaml");
    GradientCheckJob.Result result = check(spark, config, config.network(), 10);
    assertTrue(result.holds());
    assertFalse(new GradientCheckJob.Result(result.tensors(), 1e-11, 16).holds());
    assertFalse(new GradientCheckJob.Result(result.tensors(), Double.NaN, 16).holds());
  }

  private static GradientCheckJob.Result check(
      JavaSparkContext spark, RunConfig config, Network network, int most) {
    Dataset data = config.load(spark);
    try {
      return GradientCheckJob.run(spark, network, data, 1, most);
    } finally {
      data.close();
    }
  }
}
