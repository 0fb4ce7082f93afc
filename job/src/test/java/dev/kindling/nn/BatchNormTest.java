package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchNormTest {

  private static BatchNorm layer(Shape shape, Activation activation) {
    return new BatchNorm(shape, 0.1, 1e-5, activation);
  }

  static Stream<Shape> shapes() {
    return Stream.of(Shape.of(5), Shape.of(3, 4, 2), Shape.of(1, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void gradientsAreThoseOfTheOutputs(Shape shape) {
    LayerCheck.run(layer(shape, Activation.LINEAR), 6, 1);
    LayerCheck.run(layer(shape, Activation.SIGMOID), 4, 2);
  }

  @ParameterizedTest
  @EnumSource
  void eachChannelOfABatchHasMeanBetaAndDeviationGamma(Precision precision) {
    BatchNorm layer = layer(Shape.of(2, 3, 3), Activation.LINEAR);
    Matrix x = Matrices.random(precision, 8, 18, 1);
    x.scale(5);
    x.addChannels(Matrices.row(precision, 100, -3));
    Matrix y = precision.zeros(8, 18);
    Matrix parameters = Matrices.row(precision, 2, 0.5, -1, 7, 0, 0, 1, 1);
    layer.forward(parameters, x, y, Batches.pass(precision, 8));
    for (int channel = 0; channel < 2; channel++) {
      double sum = 0;
      double squares = 0;
      for (int n = 0; n < 8; n++) {
        for (int i = 0; i < 9; i++) {
          double value = y.get(n * 18 + channel * 9 + i);
          sum += value;
          squares += value * value;
        }
      }
      double mean = sum / 72;
      assertEquals(parameters.get(2 + channel), mean, 1e-4);
      assertEquals(parameters.get(channel), Math.sqrt(squares / 72 - mean * mean), 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void outsideTrainingTheRunningStatisticsNormalise(Precision precision) {
    BatchNorm layer = new BatchNorm(Shape.of(2), 0.1, 1, Activation.RELU);
    // gamma, beta, running mean, running variance of two inputs
    Matrix parameters = Matrices.row(precision, 3, 1, 10, 0, 4, 2, 8, 3);
    Matrix x = Matrices.of(precision, 2, 2, 7, 2, -50, 4);
    Matrix y = precision.zeros(2, 2);
    Pass asked = new Pass(precision).enter(0, false, 0, new int[2]);
    layer.forward(parameters, x, y, asked);
    // 3 (7 - 4) / sqrt(8 + 1) + 10 = 13, 1 (2 - 2) / 2 + 0 = 0; 3 (-54) / 3 + 10 = -44 < 0, 1
    assertClose(Matrices.of(precision, 2, 2, 13, 0, 0, 1), y, 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void theRunningStatisticsMoveByMomentumToThoseOfTheBatch(Precision precision) {
    BatchNorm layer = new BatchNorm(Shape.of(1), 0.25, 1e-5, Activation.LINEAR);
    Network network = new Network(Shape.of(1), List.of(layer), Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = network.initialize(precision, 1);
    assertArrayEquals(new double[] {1, 0, 0, 1}, values(parameters));
    Matrix x = Matrices.of(precision, 2, 1, 3, 7); // mean 5, variance 4
    GradientSum sum = Batches.gradient(network, parameters, x, Batches.classes(0, 0));
    network.moveStatistics(parameters, sum);
    assertClose(Matrices.row(precision, 1, 0, 1.25, 1.75), parameters, 1e-6);
    assertArrayEquals(
        new double[2], values(sum.gradient().view(2, 1, 2)), "nothing is left for the optimizer");
  }

  @Test
  void statisticsOfSeveralPartsAreAveragedByTheirExamples() {
    BatchNorm layer = new BatchNorm(Shape.of(1), 1, 1e-5, Activation.LINEAR);
    Network network = new Network(Shape.of(1), List.of(layer), Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    Matrix three = Matrices.of(Precision.DOUBLE, 3, 1, 1, 2, 3); // mean 2, variance 2/3
    Matrix two = Matrices.of(Precision.DOUBLE, 2, 1, 10, 12); // mean 11, variance 1
    GradientSum sum =
        Batches.gradient(network, parameters, three, Batches.classes(0, 0, 0))
            .merge(Batches.gradient(network, parameters, two, Batches.classes(0, 0)));
    network.moveStatistics(parameters, sum);
    assertClose(Matrices.row(Precision.DOUBLE, 1, 0, 5.6, 0.8), parameters, 1e-12);
  }

  @Test
  void oneExampleOfAVectorIsNormalisedByTheRunningStatistics() {
    BatchNorm layer = new BatchNorm(Shape.of(2), 0.1, 1, Activation.RELU);
    Matrix parameters = Matrices.row(Precision.DOUBLE, 3, 1, 10, 0, 4, 2, 8, 3);
    Matrix x = Matrices.row(Precision.DOUBLE, 7, 6);
    Matrix y = Precision.DOUBLE.zeros(1, 2);
    layer.forward(parameters, x, y, Batches.pass(Precision.DOUBLE, 1));
    // 3 (7 - 4) / sqrt(8 + 1) + 10 and 1 (6 - 2) / 2 + 0
    assertClose(Matrices.row(Precision.DOUBLE, 13, 2), y, 1e-12);
  }

  @Test
  void oneExampleOfAVectorHasGradientsAndDoesNotMoveTheRunningStatistics() {
    for (Shape shape : List.of(Shape.of(3), Shape.of(3, 1, 1))) {
      BatchNorm layer = new BatchNorm(shape, 0.1, 1, Activation.SIGMOID);
      LayerCheck.run(layer, 1, 1);
      Network network = new Network(shape, List.of(layer), Loss.SOFTMAX_CROSS_ENTROPY);
      Matrix parameters = network.initialize(Precision.DOUBLE, 1);
      Matrix x = Matrices.row(Precision.DOUBLE, 5, -1, 2);
      GradientSum sum = Batches.gradient(network, parameters, x, Batches.classes(1));
      assertArrayEquals(new double[6], values(sum.gradient().view(6, 1, 6)));
    }
  }

  @Test
  void oneImageIsABatchOfItsPixels() {
    BatchNorm layer = layer(Shape.of(1, 2, 2), Activation.LINEAR);
    Matrix y = Precision.DOUBLE.zeros(1, 4);
    layer.forward(
        Matrices.row(Precision.DOUBLE, 1, 0, 99, 99),
        Matrices.row(Precision.DOUBLE, 1, 3, 3, 1), // mean 2, variance 1
        y,
        Batches.pass(Precision.DOUBLE, 1));
    assertClose(Matrices.row(Precision.DOUBLE, -1, 1, 1, -1), y, 1e-5);
  }

  @Test
  void statisticsAreNotForTheOptimizer() {
    BatchNorm layer = layer(Shape.of(2), Activation.LINEAR);
    assertEquals(
        List.of("gamma true", "beta true", "running_mean false", "running_variance false"),
        layer.parameters().stream().map(p -> p.name() + " " + p.trained()).toList());
  }

  @Test
  void impossibleSettingsAreRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BatchNorm(Shape.of(2), 0, 1e-5, Activation.LINEAR));
    assertEquals(
        "batch_norm needs a momentum above 0 and up to 1, not 0.0,"
            + " and an epsilon above 0, not 1.0E-5",
        error.getMessage());
  }
}
