package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where float arithmetic overflows first. */
class FirstNotFiniteTest {
  private static final Network NETWORK =
      new Network(
          Shape.of(2),
          List.of(
              new Dense(2, 3, Activation.LINEAR, Initialization.XAVIER),
              new Dense(3, 2, Activation.LINEAR, Initialization.XAVIER)),
          Loss.SOFTMAX_CROSS_ENTROPY);

  /** For four rows of the same class. */
  private static String where(double input, double firstWeights, double secondWeights) {
    Matrix parameters = Precision.FLOAT.vector(NETWORK.parameterCount());
    parameters.view(0, 1, 6).fill(firstWeights);
    parameters.view(9, 1, 6).fill(secondWeights);
    Workspace workspace = NETWORK.workspace(Precision.FLOAT);
    workspace.resize(4).fill(input);
    return NETWORK.firstNotFinite(parameters, workspace);
  }

  @Test
  void isNamedInTheOrderOfThePass() {
    assertNull(where(1, 1, 1));
    assertEquals("the inputs", where(Double.NaN, 1, 1));
    assertEquals("the outputs of layer 1 (dense)", where(1e30, 1e30, 1));
    assertEquals("the outputs of layer 2 (dense)", where(1, 1e30, 1e30));
    assertEquals("the gradients of layer 2 (dense)", where(1e38, 1.5, 0));
  }
}
