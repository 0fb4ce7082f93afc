package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakyReluTest {

  /**
   * PyTorch 2.13, in double; the gradient at 0 is the slope:
   *
   * <pre>
   * x = torch.tensor([[1.5, -2, 0], [-.0, -1e-3, 3]], dtype=torch.double, requires_grad=True)
   * y = torch.nn.functional.leaky_relu(x, 0.3)
   * y.backward(torch.tensor([[1., -1, 2], [.5, 3, -2]]))
   * </pre>
   */
  @ParameterizedTest
  @EnumSource
  void valuesAndGradientsAreThoseOfPyTorch(Precision precision) {
    LeakyRelu layer = new LeakyRelu(Shape.of(3), 0.3);
    Matrix x = Matrices.of(precision, 2, 3, 1.5, -2, 0, -0.0, -1e-3, 3);
    Matrix y = forward(layer, x);
    double tolerance = precision == Precision.FLOAT ? 1e-7 : 0;
    assertClose(Matrices.of(precision, 2, 3, 1.5, -0.6, 0, 0, -0.0003, 3), y, tolerance);
    Matrix dx = backward(layer, x, y, Matrices.of(precision, 2, 3, 1, -1, 2, 0.5, 3, -2));
    Matrix expected = Matrices.of(precision, 2, 3, 1, -0.3, 0.6, 0.15, 0.8999999999999999, -2);
    assertClose(expected, dx, tolerance);
  }

  @Test
  void theSlopeIsThatOfPyTorchUnlessItIsGiven() {
    LeakyRelu read = LeakyRelu.read(Section.parse("x.yaml", "{}"), Shape.of(3));
    assertEquals(new LeakyRelu(Shape.of(3), 0.01), read);
  }

  @Test
  void withASlopeOf0ItIsARelu() {
    LeakyRelu layer = new LeakyRelu(Shape.of(3), 0);
    Matrix x = Matrices.row(Precision.DOUBLE, 2, -3, 0);
    Matrix y = forward(layer, x);
    assertClose(Matrices.row(Precision.DOUBLE, 2, 0, 0), y, 0);
    Matrix dy = Matrices.row(Precision.DOUBLE, 5, 6, 7);
    assertClose(Matrices.row(Precision.DOUBLE, 5, 0, 0), backward(layer, x, y, dy), 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.5, Double.NaN})
  void impossibleSlopesAreRefused(double slope) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new LeakyRelu(Shape.of(3), slope));
    assertEquals("leaky_relu needs a negative_slope from 0 to 1, not " + slope, error.getMessage());
  }

  private static Matrix forward(LeakyRelu layer, Matrix x) {
    Matrix y = x.precision().zeros(x.rows(), x.cols());
    layer.forward(null, x, y, Batches.pass(x.precision(), x.rows()));
    return y;
  }

  private static Matrix backward(LeakyRelu layer, Matrix x, Matrix y, Matrix dy) {
    Matrix dx = x.precision().zeros(x.rows(), x.cols());
    layer.backward(null, x, y, dy, dx, null, Batches.pass(x.precision(), x.rows()));
    return dx;
  }
}
