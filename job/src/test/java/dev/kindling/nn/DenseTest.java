package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DenseTest {

  @ParameterizedTest
  @EnumSource
  void eachActivationHasTheGradientOfItsOutput(Activation activation) {
    int[][] sizes = {{1, 1, 1}, {5, 3, 4}, {3, 7, 2}, {8, 1, 6}};
    for (int[] size : sizes) {
      Dense layer = new Dense(size[1], size[2], activation, Initialization.XAVIER);
      LayerCheck.run(layer, size[0], 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputsAndGradientsOfAnExampleByHand(Precision precision) {
    // x = [1 2], W = [1 -1; 0.5 3], b = [0.5 -6]: x W + b = [1 + 1 + 0.5, -1 + 6 - 6] = [2.5 -1]
    Dense layer = new Dense(2, 2, Activation.RELU, Initialization.HE);
    Matrix parameters = Matrices.row(precision, 1, -1, 0.5, 3, 0.5, -6);
    Matrix x = Matrices.row(precision, 1, 2);
    Matrix y = precision.vector(2);
    Pass pass = Batches.pass(precision, 1);
    layer.forward(parameters, x, y, pass);
    assertClose(Matrices.row(precision, 2.5, 0), y, 0);

    // dZ = [3 0]: dW = x' dZ = [3 0; 6 0], db = dZ, dX = dZ W' = [3, 1.5]
    Matrix dx = precision.vector(2);
    Matrix dparameters = precision.vector(6);
    layer.backward(parameters, x, y, Matrices.row(precision, 3, 5), dx, dparameters, pass);
    assertClose(Matrices.row(precision, 3, 0, 6, 0, 3, 0), dparameters, 0);
    assertClose(Matrices.row(precision, 3, 1.5), dx, 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "3, 0", "-1, 3", "65536, 65536"})
  void impossibleSizesAreRefused(int inputs, int units) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Dense(inputs, units, Activation.LINEAR, Initialization.XAVIER));
    assertEquals(
        "a dense layer cannot have " + inputs + " inputs and " + units + " units",
        error.getMessage());
  }
}
