package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerNormTest {

  /**
   * PyTorch 2.13, in double:
   *
   * <pre>
   * x = torch.tensor([[1., 2, 4], [0, -3, 3]], requires_grad=True)  # and so on
   * y = torch.nn.functional.layer_norm(x, [3], gamma, beta, 1e-5)
   * y.backward(torch.tensor([[1., -1, 2], [.5, 3, -2]]))
   * </pre>
   */
  @ParameterizedTest
  @EnumSource
  void valuesAndGradientsAreThoseOfPyTorch(Precision precision) {
    LayerNorm layer = new LayerNorm(Shape.of(3), 1e-5, Activation.LINEAR);
    Matrix parameters = Matrices.row(precision, 1, 2, -1, 0.5, 0, 1);
    Matrix x = Matrices.of(precision, 2, 3, 1, 2, 4, 0, -3, 3);
    Matrix y = precision.zeros(2, 3);
    layer.forward(parameters, x, y, Batches.pass(precision, 2));
    double tolerance = precision == Precision.FLOAT ? 1e-5 : 1e-12;
    assertClose(
        Matrices.of(
            precision,
            2,
            3,
            -0.5690415314502977,
            -0.5345207657251491,
            -0.3363019143128718,
            0.5,
            -2.4494877015442773,
            -0.22474385077213865),
        y,
        tolerance);
    Matrix dx = precision.zeros(2, 3);
    Matrix gradient = precision.vector(6);
    Matrix dy = Matrices.of(precision, 2, 3, 1, -1, 2, 0.5, 3, -2);
    layer.backward(parameters, x, y, dy, dx, gradient, Batches.pass(precision, 2));
    assertClose(
        Matrices.of(
            precision,
            2,
            3,
            0.6872468751029047,
            -1.0308600041058589,
            0.3436131290029537,
            -0.9525785506005522,
            0.4762906361245087,
            0.47628791447604346),
        dx,
        tolerance);
    assertClose(
        Matrices.row(
            precision, -1.069041531450298, -3.4069711694538416, 0.22311612708146633, 1.5, 2, 0),
        gradient,
        tolerance);
  }

  @Test
  void anExampleIsNormalisedAsIfItWereAloneAndTheSameOutsideTraining() {
    LayerNorm layer = new LayerNorm(Shape.of(4), 1e-5, Activation.RELU);
    assertTrue(layer.examplesAreIndependent());
    Matrix parameters = Matrices.row(Precision.DOUBLE, 1, 1, 1, 1, 0, 0, 0, 0);
    Matrix x = Matrices.row(Precision.DOUBLE, 5, 5, 9, 9); // mean 7, deviation 2
    Matrix y = Precision.DOUBLE.zeros(1, 4);
    layer.forward(parameters, x, y, new Pass(Precision.DOUBLE).enter(0, false, 0, new int[1]));
    assertClose(Matrices.row(Precision.DOUBLE, 0, 0, 1, 1), y, 1e-5);
  }

  @Test
  void equalValuesGiveBeta() {
    LayerNorm layer = new LayerNorm(Shape.of(2), 1e-5, Activation.LINEAR);
    Matrix y = Precision.FLOAT.zeros(1, 2);
    layer.forward(
        Matrices.row(Precision.FLOAT, 3, 3, 0.5, -1),
        Matrices.row(Precision.FLOAT, 7, 7),
        y,
        Batches.pass(Precision.FLOAT, 1));
    assertClose(Matrices.row(Precision.FLOAT, 0.5, -1), y, 0);
  }

  @Test
  void impossibleSettingsAreRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LayerNorm(Shape.of(1), 1e-5, Activation.LINEAR));
    assertEquals(
        "layer_norm needs at least 2 inputs, not 1, and an epsilon above 0, not 1.0E-5",
        error.getMessage());
  }
}
