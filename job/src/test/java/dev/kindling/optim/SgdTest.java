package dev.kindling.optim;

import static dev.kindling.linalg.Matrices.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgdTest {

  @ParameterizedTest
  @EnumSource
  void withoutMomentumAStepIsRateTimesGradient(Precision precision) {
    Sgd sgd = new Sgd(0.1, 0, false, 0);
    Matrix parameters = row(precision, 1, -2);
    Matrix gradient = row(precision, 3, 0.5);
    OptimizerState state = sgd.initialState(parameters);

    sgd.step(parameters, gradient, state, 0.1);

    assertTrue(state.vectors().isEmpty());
    Matrices.assertClose(row(precision, 0.7, -2.05), parameters, 1e-6);
    Matrices.assertClose(row(precision, 3, 0.5), gradient, 0);
    assertEquals(0.1, sgd.learningRate());
  }

  @ParameterizedTest
  @EnumSource
  void momentumAddsUpGradients(Precision precision) {
    // rate 0.1, momentum 0.5, gradients 2, 1, -4:
    // v = 2, 0.5 * 2 + 1 = 2, 0.5 * 2 - 4 = -3; w = 1, 0.8, 0.6, 0.9
    Sgd sgd = new Sgd(0.1, 0.5, false, 0);
    Matrix parameters = row(precision, 1);
    OptimizerState state = sgd.initialState(parameters);
    double[] gradients = {2, 1, -4};
    double[] expected = {0.8, 0.6, 0.9};
    for (int step = 0; step < 3; step++) {
      sgd.step(parameters, row(precision, gradients[step]), state, 0.1);
      assertEquals(expected[step], parameters.get(0), 1e-6);
    }
    assertEquals(-3, state.vectors().get(0).get(0), 1e-6);
  }

  @Test
  void theVelocityHasThePrecisionAndLengthOfTheParameters() {
    Matrix velocity =
        new Sgd(0.1, 0.9, false, 0).initialState(Precision.DOUBLE.vector(7)).vectors().get(0);
    assertEquals(Precision.DOUBLE, velocity.precision());
    assertEquals("[1 x 7]", velocity.toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aLearningRateIsAboveZeroAndFinite(double rate) {
    var error = assertThrows(IllegalArgumentException.class, () -> new Sgd(rate, 0, false, 0));
    assertTrue(error.getMessage().startsWith("learning_rate must be "), error.getMessage());
    assertTrue(error.getMessage().endsWith(", not " + rate), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void momentumIsAFraction(double momentum) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new Sgd(0.1, momentum, false, 0));
    assertEquals("momentum must be in [0, 1), not " + momentum, error.getMessage());
  }
}
