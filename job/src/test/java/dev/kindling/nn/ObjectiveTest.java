package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
  private static final double[] WEIGHTS = {0.5, 3, 1.25};
  private static final Targets LABELS = Batches.classes(2, 0, 1, 1, 2);

  private final Network network = Batches.network(Activation.TANH, 4, 3);
  private final Matrix parameters = Batches.parameters(network, Precision.DOUBLE, 1);
  private final Matrix x = Matrices.random(Precision.DOUBLE, 5, 4, 1);

  private static Objective objective(double[] weights, double smoothing) {
    return new Objective(Loss.SOFTMAX_CROSS_ENTROPY, weights, smoothing);
  }

  /**
   * {@code w_y sum_k q_k (-log p_k)} and its gradient {@code w_y (p - q)}, q the smoothed label.
   */
  @ParameterizedTest
  @EnumSource
  void theLossIsTheWeightedCrossEntropyOfTheSmoothedLabels(Precision precision) {
    double smoothing = 0.3;
    double rounding = precision == Precision.DOUBLE ? 1e-13 : 1e-5;
    Matrix outputs = Matrices.random(precision, 5, 3, 1);
    Matrix p = outputs.to(Precision.DOUBLE);
    p.softmaxRows();
    double loss = 0;
    double[] gradient = new double[15];
    for (int i = 0; i < 15; i++) {
      int label = (int) LABELS.values()[i / 3];
      double q = smoothing / 3 + (i % 3 == label ? 1 - smoothing : 0);
      loss -= WEIGHTS[label] * q * Math.log(p.get(i));
      gradient[i] = WEIGHTS[label] * (p.get(i) - q);
    }
    assertEquals(loss, objective(WEIGHTS, smoothing).lossAndGradient(outputs, LABELS), rounding);
    assertArrayEquals(gradient, Matrices.values(outputs), rounding);
  }

  @Test
  void withoutWeightsEveryExampleCountsOne() {
    double[] ones = {1, 1, 1};
    assertEquals(4, objective(null, 0).totalWeight(LABELS, 4));
    assertEquals(4, objective(ones, 0).totalWeight(LABELS, 4));
    assertEquals(1.25 + 0.5 + 3 + 3, objective(WEIGHTS, 0).totalWeight(LABELS, 4));
    Matrix plain = Matrices.random(Precision.DOUBLE, 5, 3, 1);
    Matrix weighted = plain.copy();
    assertEquals(
        objective(null, 0.1).lossAndGradient(plain, LABELS),
        objective(ones, 0.1).lossAndGradient(weighted, LABELS),
        1e-13);
    assertArrayEquals(Matrices.values(plain), Matrices.values(weighted), 1e-15);
  }

  @Test
  void anExampleThatCountsTwiceIsTwoExamples() {
    Matrix doubled = Precision.DOUBLE.zeros(2, 4); // the first row of x, twice
    doubled.view(0, 1, 4).copyFrom(x.view(0, 1, 4));
    doubled.view(4, 1, 4).copyFrom(x.view(0, 1, 4));
    GradientSum twice = Batches.gradient(network, parameters, doubled, Batches.classes(1, 1));
    GradientSum weighted =
        Batches.gradient(
            network.minimising(new double[] {1, 2, 1}, 0),
            parameters,
            x.view(0, 1, 4),
            Batches.classes(1));
    assertEquals(twice.loss(), weighted.loss(), 1e-14);
    assertEquals(twice.weight(), weighted.weight());
    assertEquals(1, weighted.examples());
    assertArrayEquals(
        Matrices.values(twice.gradient()), Matrices.values(weighted.gradient()), 1e-14);
  }

  @Test
  void partsAddUpToTheWhole() {
    Network minimised = network.minimising(WEIGHTS, 0.1);
    GradientSum whole = Batches.gradient(minimised, parameters, x, LABELS);
    GradientSum parts =
        Batches.gradient(minimised, parameters, x.view(0, 4, 4), LABELS)
            .merge(Batches.gradient(minimised, parameters, x.view(16, 1, 4), Batches.classes(2)));
    assertEquals(whole.weight(), parts.weight(), 1e-14);
    assertEquals(whole.loss(), parts.loss(), 1e-13);
    assertArrayEquals(Matrices.values(whole.gradient()), Matrices.values(parts.gradient()), 1e-13);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2})
  void theGradientHolds(double smoothing) {
    Network minimised = network.minimising(WEIGHTS, smoothing);
    GradientCheck check = new GradientCheck(minimised, parameters, x, LABELS);
    for (Comparison entry :
        GradientCheckTest.compareAll(check, minimised.parameterCount(), x.size())) {
      assertTrue(entry.holds() && !entry.kink(), entry::toString);
    }
  }
}
