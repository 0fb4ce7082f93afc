package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DenormalizeTest {
  private final Denormalize layer = new Denormalize(Shape.of(2));

  @ParameterizedTest
  @EnumSource
  void itTakesStandardizedNumbersBack(Precision precision) {
    Matrix parameters = precision.vector(4);
    layer.adapt(parameters, 250_000, 1024);
    Matrix x = Matrices.of(precision, 2, 2, 0, 1, -2, 0.5);
    Matrix y = precision.zeros(2, 2);
    Pass pass = Batches.pass(precision, 2);
    layer.forward(parameters, x, y, pass);
    assertClose(Matrices.of(precision, 2, 2, 250_000, 251_024, 247_952, 250_512), y, 0);
    Matrix dx = precision.zeros(2, 2);
    Matrix dparameters = precision.vector(4);
    Matrix dy = Matrices.of(precision, 2, 2, 1, 2, -1, 0);
    layer.backward(parameters, x, y, dy, dx, dparameters, pass);
    assertClose(Matrices.of(precision, 2, 2, 1024, 2048, -1024, 0), dx, 0);
    assertClose(precision.vector(4), dparameters, 0);
  }

  @Test
  void aNetworkKnowsWhetherItAdapts() {
    Dense dense = new Dense(2, 2, Activation.LINEAR, Initialization.XAVIER);
    assertTrue(network(dense, layer).adaptsToTargets());
    assertFalse(network(dense).adaptsToTargets());
  }

  /** In a network it is the layer's own tensors that change. */
  @Test
  void aNetworkAdaptsThatLayerAlone() {
    Network network = network(new Dense(2, 2, Activation.LINEAR, Initialization.XAVIER), layer);
    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    Matrix before = parameters.copy();
    network.adapt(parameters, 5, 3);
    assertClose(before.view(0, 1, 6), parameters.view(0, 1, 6), 0);
    assertClose(Matrices.row(Precision.DOUBLE, 5, 5, 3, 3), parameters.view(6, 1, 4), 0);
    assertEquals(List.of(new Network.Range(0, 6)), network.trained());
  }

  /** Of an imported model it may be anything. */
  @Test
  void theUnitOfANetworkIsTheDeviationsSize() {
    Network network = network(new Dense(2, 2, Activation.LINEAR, Initialization.XAVIER), layer);
    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    for (double[] deviationAndUnit : new double[][] {{3, 3}, {-2, 2}, {0, 1}}) {
      network.adapt(parameters, 5, deviationAndUnit[0]);
      assertEquals(deviationAndUnit[1], network.targetUnit(parameters));
    }
  }

  private static Network network(Layer... layers) {
    return new Network(Shape.of(2), List.of(layers), Loss.SOFTMAX_CROSS_ENTROPY);
  }
}
