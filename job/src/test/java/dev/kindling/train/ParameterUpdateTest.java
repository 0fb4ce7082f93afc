package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Workspace;
import dev.kindling.optim.Adam;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterUpdateTest {
  private static final TrainingConfig.Reduction MEAN = TrainingConfig.Reduction.MEAN;

  private static Network network(String layers) {
    Section root = Section.parse("x.yaml", "{input: 2, layers: [" + layers + "]}");
    return NetworkConfig.read(root, Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private static GradientSum gradient(Network network, Matrix parameters) {
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix x = workspace.resize(3);
    for (int i = 0; i < 6; i++) {
      x.set(i, i * i - 4);
    }
    System.arraycopy(new double[] {0, 1, 1}, 0, workspace.targets().values(), 0, 3);
    GradientSum sum = new GradientSum();
    network.addGradient(parameters, workspace, sum);
    return sum;
  }

  private static double length(Matrix a, Matrix b) {
    Matrix difference = a.copy();
    difference.addScaled(-1, b);
    return Math.sqrt(difference.sumOfSquares());
  }

  @Test
  void aMeanIsOverTheWeightsOfTheExamples() {
    Network network = network("dense: {units: 2}");
    Matrix before = network.initialize(Precision.DOUBLE, 1);
    Sgd sgd = new Sgd(1, 0, false, 0);
    List<Matrix> moved = new ArrayList<>();
    for (Network weighted : List.of(network, network.minimising(new double[] {4, 4}, 0))) {
      Matrix parameters = before.copy();
      new ParameterUpdate(sgd, MEAN, Double.POSITIVE_INFINITY)
          .apply(
              weighted,
              parameters,
              sgd.initialState(parameters),
              gradient(weighted, parameters),
              0.5);
      moved.add(parameters);
    }
    assertTrue(length(before, moved.get(0)) > 0);
    assertEquals(0, length(moved.get(0), moved.get(1)));
  }

  @Test
  void aLongGradientIsShortenedAndAShortOneIsNot() {
    Network network = network("dense: {units: 2}");
    Matrix before = network.initialize(Precision.DOUBLE, 1);
    Sgd sgd = new Sgd(1, 0, false, 0);
    double whole = 0;
    for (double most : new double[] {Double.POSITIVE_INFINITY, 1e-3, 1e3}) {
      Matrix parameters = before.copy();
      new ParameterUpdate(sgd, MEAN, most)
          .apply(
              network,
              parameters,
              sgd.initialState(parameters),
              gradient(network, parameters),
              0.5);
      double moved = length(parameters, before) / 0.5;
      if (most == 1e-3) {
        assertEquals(1e-3, moved, 1e-12);
      } else if (whole == 0) {
        whole = moved;
      } else {
        assertEquals(whole, moved);
      }
    }
  }

  /**
   * Weight decay and momentum are for what is trained; running statistics move by their own rule.
   */
  @Test
  void theOptimizerLeavesRunningStatisticsAlone() {
    Network network = network("batch_norm, dense: {units: 3}, batch_norm, dense: {units: 2}");
    Adam adam = new Adam(0.1, 0.9, 0.999, 1e-8, 0.5, true);
    Matrix expected = network.initialize(Precision.DOUBLE, 1);
    network.moveStatistics(expected, gradient(network, expected));

    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    OptimizerState state = adam.initialState(parameters);
    new ParameterUpdate(adam, MEAN, Double.POSITIVE_INFINITY)
        .apply(network, parameters, state, gradient(network, parameters), 0.1);

    assertEquals(1, state.step());
    int statistics = 0;
    for (Network.Tensor tensor : network.tensors()) {
      for (int i = tensor.offset(); i < tensor.offset() + tensor.shape().size(); i++) {
        if (tensor.name().equals("layer2.b")) {
          assertEquals(0, expected.get(i)); // batch_norm takes every shift away again
        } else if (tensor.trained()) {
          assertNotEquals(expected.get(i), parameters.get(i), tensor.name());
        } else {
          assertEquals(expected.get(i), parameters.get(i), tensor.name());
          assertEquals(0, state.vectors().get(1).get(i), tensor.name());
          statistics++;
        }
      }
    }
    assertEquals(2 * 2 + 2 * 3, statistics);
  }
}
