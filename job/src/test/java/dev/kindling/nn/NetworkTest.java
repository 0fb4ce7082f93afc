package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {

  @Test
  void tensorsLieOneAfterTheOtherInOneVector() {
    Network network = Batches.network(Activation.SIGMOID, 64, 25, 10);
    assertEquals(
        List.of(
            new Network.Tensor("layer1.W", Shape.of(64, 25), 0),
            new Network.Tensor("layer1.b", Shape.of(25), 1600),
            new Network.Tensor("layer2.W", Shape.of(25, 10), 1625),
            new Network.Tensor("layer2.b", Shape.of(10), 1875)),
        network.tensors());
    assertEquals(1885, network.parameterCount());
    assertEquals(10, network.outputs());
    assertEquals(Shape.of(64), network.inputShape());
  }

  @Test
  void layersThatDoNotFitAreNamed() {
    assertMessage(
        "layer 2 (dense) takes [128] inputs but layer 1 gives [64]",
        Shape.of(8),
        dense(8, 64),
        dense(128, 10));
    assertMessage(
        "layer 1 (dense) takes [9] inputs but the data gives [1 x 2 x 4]",
        Shape.of(1, 2, 4),
        dense(9, 3));
    assertMessage("a network needs at least one layer", Shape.of(3));
  }

  @Test
  void moreParametersThanAnArrayHoldsAreRefused() {
    assertMessage(
        "up to layer 2 (dense) there are 3,200,040,000 parameters,"
            + " but at most 2,147,483,647 fit",
        Shape.of(40_000),
        dense(40_000, 40_000),
        dense(40_000, 40_000));
  }

  private static Dense dense(int inputs, int units) {
    return new Dense(inputs, units, Activation.LINEAR, Initialization.XAVIER);
  }

  private static void assertMessage(String message, Shape input, Layer... layers) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Network(input, List.of(layers), Loss.SOFTMAX_CROSS_ENTROPY));
    assertEquals(message, error.getMessage());
  }

  @Test
  void anImageIsTakenAsAVectorOfTheSameSize() {
    Network network =
        new Network(Shape.of(1, 2, 4), List.of(dense(8, 3)), Loss.SOFTMAX_CROSS_ENTROPY);
    assertEquals("[5 x 8]", network.workspace(Precision.FLOAT).resize(5).toString());
  }

  @Test
  void initialValuesDependOnTheSeedAndTheTensorAlone() {
    Network network = Batches.network(Activation.TANH, 5, 5, 5);
    Matrix parameters = network.initialize(Precision.DOUBLE, 3);

    assertArrayEquals(values(parameters), values(network.initialize(Precision.DOUBLE, 3)));
    assertClose(parameters, network.initialize(Precision.FLOAT, 3).to(Precision.DOUBLE), 1e-6);
    assertDiffer(parameters, network.initialize(Precision.DOUBLE, 4));
    assertDiffer(parameters.view(0, 5, 5), parameters.view(30, 5, 5));

    Network otherTail = Batches.network(Activation.TANH, 5, 5, 7, 2);
    Matrix other = otherTail.initialize(Precision.DOUBLE, 3);
    assertClose(parameters.view(0, 1, 30), other.view(0, 1, 30), 0);
  }

  private static void assertDiffer(Matrix a, Matrix b) {
    assertFalse(Arrays.equals(values(a), values(b)));
  }

  @Test
  void heInitializationIsNormalWithVarianceTwoByTheInputs() {
    Dense layer = new Dense(200, 300, Activation.RELU, Initialization.HE);
    Network network = new Network(Shape.of(200), List.of(layer), Loss.SOFTMAX_CROSS_ENTROPY);
    double[] w = values(network.initialize(Precision.FLOAT, 1).view(0, 200, 300));
    double deviation = Math.sqrt(2.0 / 200);
    assertEquals(0, Arrays.stream(w).average().orElseThrow(), 0.02 * deviation);
    assertEquals(
        2.0 / 200, Arrays.stream(w).map(x -> x * x).average().orElseThrow(), 0.02 * 2.0 / 200);
    long within = Arrays.stream(w).filter(x -> Math.abs(x) < deviation).count();
    assertEquals(0.6827, (double) within / w.length, 0.01);
  }

  @ParameterizedTest
  @EnumSource
  void theGradientOfABatchIsTheSumOverItsExamples(Precision precision) {
    Network network = Batches.network(Activation.TANH, 4, 6, 3);
    Matrix parameters = Batches.parameters(network, precision, 1);
    Matrix x = Matrices.random(precision, 7, 4, 2);
    Targets labels = Batches.labels(7, 3, 3);
    GradientSum whole = Batches.gradient(network, parameters, x, labels);
    GradientSum oneByOne = new GradientSum();
    for (int i = 0; i < 7; i++) {
      Matrix example = x.view(i * 4, 1, 4);
      oneByOne.merge(
          Batches.gradient(
              network, parameters, example, Batches.classes((int) labels.values()[i])));
    }
    double rounding = precision == Precision.FLOAT ? 1e-5 : 1e-13;
    assertClose(whole.gradient(), oneByOne.gradient(), rounding);
    assertEquals(whole.loss(), oneByOne.loss(), rounding * whole.loss());
    assertEquals(whole.correct(), oneByOne.correct());
    assertEquals(7, oneByOne.examples());
  }

  @Test
  void theLossIsThatOfThePassWithGradient() {
    Network network = Batches.network(Activation.TANH, 4, 6, 3);
    Matrix parameters = Batches.parameters(network, Precision.DOUBLE, 1);
    Matrix x = Matrices.random(Precision.DOUBLE, 7, 4, 2);
    Targets labels = Batches.labels(7, 3, 3);
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Batches.load(workspace, x, labels);
    double loss = network.loss(parameters, workspace);
    assertEquals(Batches.gradient(network, parameters, x, labels).loss(), loss);
  }

  @Test
  void threadsShareANetworkAndGetTheSameBits() throws Exception {
    Network network = Batches.network(Activation.SIGMOID, 20, 30, 10, 5);
    Matrix parameters = network.initialize(Precision.FLOAT, 1);
    List<Callable<double[]>> passes =
        IntStream.range(0, 200)
            .<Callable<double[]>>mapToObj(i -> () -> pass(network, parameters, i % 8))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<double[]>> results = threads.invokeAll(passes);
      for (int i = 0; i < results.size(); i++) {
        assertArrayEquals(pass(network, parameters, i % 8), results.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static double[] pass(Network network, Matrix parameters, int batch) {
    int rows = 10 + batch;
    Matrix x = Matrices.random(Precision.FLOAT, rows, 20, batch);
    Targets labels = Batches.labels(rows, 5, batch);
    return values(Batches.gradient(network, parameters, x, labels).gradient());
  }
}
