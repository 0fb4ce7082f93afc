package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck.Comparison;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
  private static final int[] WIDTHS = {3, 6, 5, 4, 3};

  /** Compares every parameter, then every input. */
  static List<Comparison> compareAll(GradientCheck check, int parameters, int inputs) {
    return Stream.concat(
            IntStream.range(0, parameters).mapToObj(check::parameter),
            IntStream.range(0, inputs).mapToObj(check::input))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void networksOfOneToFourLayersHold(Activation activation) {
    for (int layers = 1; layers <= 4; layers++) {
      Network network = Batches.network(activation, Arrays.copyOf(WIDTHS, layers + 1));
      Matrix x = Matrices.random(Precision.DOUBLE, 7, 3, layers);
      GradientCheck check =
          new GradientCheck(
              network,
              Batches.parameters(network, Precision.DOUBLE, layers),
              x,
              Batches.labels(7, network.outputs(), layers));
      for (Comparison entry : compareAll(check, network.parameterCount(), x.size())) {
        assertTrue(entry.holds() && !entry.kink(), entry::toString);
      }
    }
  }

  @Test
  void theGradientIsThatOfAnOrdinaryPass() {
    Network network = Batches.network(Activation.TANH, 3, 4, 2);
    Matrix parameters = Batches.parameters(network, Precision.DOUBLE, 1);
    Matrix x = Matrices.random(Precision.DOUBLE, 5, 3, 1);
    Targets labels = Batches.labels(5, 2, 1);
    double[] before = Matrices.values(parameters);

    GradientCheck check = new GradientCheck(network, parameters, x, labels);
    check.parameter(0);

    Matrix expected = Batches.gradient(network, parameters, x, labels).gradient();
    Matrices.assertClose(expected, check.gradient(), 1e-14);
    assertArrayEquals(before, Matrices.values(parameters));
  }

  /** Pre-activations at a relu's kink, beside it and across the step of the differences. */
  @ParameterizedTest
  @ValueSource(
      doubles = {
        0, 1e-16, -1e-16, 1e-12, -1e-12, 5e-8, -5e-8, 1e-7, -1e-7, 5e-7, -5e-7, 2e-6, -2e-6, 5e-6,
        -5e-6, 9.9e-6, -9.9e-6, 2e-5, -2e-5
      })
  void aKinkIsCountedAndDoesNotFail(double preActivation) {
    // One hidden relu: z = 2 x1 - x2 + b with x = [1 1] and b = z - 1; then logits [z, -z] + ...
    Network network = Batches.network(Activation.RELU, 2, 1, 2);
    Matrix parameters =
        Matrices.row(Precision.DOUBLE, 2, -1, preActivation - 1, 1.5, -0.5, 0.2, -0.1);
    Matrix x = Matrices.row(Precision.DOUBLE, 1, 1);
    GradientCheck check = new GradientCheck(network, parameters, x, Batches.classes(1));
    List<Comparison> entries = compareAll(check, network.parameterCount(), x.size());

    assertTrue(entries.stream().allMatch(Comparison::holds), entries::toString);
    boolean crossed = Math.abs(preActivation) < 1e-5; // the step of the differences
    assertEquals(crossed, entries.stream().anyMatch(Comparison::kink), entries::toString);
  }

  @Test
  void anExampleOfZerosAtTheKinksOfAllUnitsHolds() {
    Network network = Batches.network(Activation.RELU, 3, 8, 5, 3);
    Matrix parameters = network.initialize(Precision.DOUBLE, 1); // biases are 0
    Matrix x = Precision.DOUBLE.zeros(2, 3);
    GradientCheck check = new GradientCheck(network, parameters, x, Batches.classes(0, 1));
    List<Comparison> entries = compareAll(check, network.parameterCount(), x.size());

    assertTrue(entries.stream().allMatch(Comparison::holds), entries::toString);
    assertTrue(entries.stream().anyMatch(Comparison::kink));
  }

  @Test
  void whatIsNotANumberNeverHolds() {
    Network network = Batches.network(Activation.TANH, 2, 2);
    Matrix x = Matrices.row(Precision.DOUBLE, Double.NaN, 1);
    Matrix parameters = Batches.parameters(network, Precision.DOUBLE, 1);
    assertFalse(new GradientCheck(network, parameters, x, Batches.classes(0)).parameter(0).holds());
  }
}
