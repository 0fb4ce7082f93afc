package dev.kindling.train;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.Examples;
import dev.kindling.data.RandomExamples;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Permutation;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Workspace;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static final Shape IMAGE = Shape.of(1, 64, 64);
  private static final int SIZE = 10;
  private static final Examples EXAMPLES = RandomExamples.of(SIZE + 3, IMAGE, 3, 1);
  private static final Permutation ORDER = new Permutation(SIZE + 3, 5);

  /** So wide that the caches hold a few examples only. */
  private static Network network(String afterPooling) {
    String yaml =
        "input: [1, 64, 64]\nlayers: [conv2d: {filters: 64, kernel: 1, activation: tanh},"
            + " average_pool2d: {size: 64}, %s dense: {units: 3}]".formatted(afterPooling);
    Network network = NetworkConfig.read(Section.parse("test", yaml), Loss.SOFTMAX_CROSS_ENTROPY);
    assertTrue(network.workspace(Precision.DOUBLE).blockRows() < SIZE / 2);
    return network;
  }

  private static void assertAllAtOnce(Network network) {
    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    Workspace workspace = network.workspace(Precision.DOUBLE);
    GradientSum expected = new GradientSum();
    Matrix input = workspace.resize(SIZE);
    for (int row = 0; row < SIZE; row++) {
      EXAMPLES.copy((int) ORDER.apply(2 + row), input, workspace.targets(), row);
    }
    network.addGradient(parameters, workspace, expected);

    GradientSum sum = new GradientSum();
    new Slice(EXAMPLES, ORDER, 2, 2 + SIZE, 7).addGradient(network, parameters, workspace, sum);
    assertEquals(SIZE, sum.examples());
    assertEquals(expected.correct(), sum.correct());
    assertEquals(expected.loss(), sum.loss(), 1e-12);
    assertClose(expected.gradient(), sum.gradient(), 1e-12);
  }

  @Test
  void theBlocksOfAWideNetworkAddUpToTheSlice() {
    assertAllAtOnce(network(""));
  }

  @Test
  void batchNormalisationSeesAllOfTheSliceHoweverWideTheNetwork() {
    assertAllAtOnce(network("batch_norm: {activation: tanh},"));
  }
}
