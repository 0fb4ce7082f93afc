package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck.Comparison;
import java.util.Arrays;
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
    return new Objective(Loss.SOFTMAX_CROSS_ENTROPY, weights, smoothing, 1);
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
    assertEquals(
        loss,
        objective(WEIGHTS, smoothing).lossAndGradient(outputs, LABELS, new double[outputs.rows()]),
        rounding);
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
        objective(null, 0.1).lossAndGradient(plain, LABELS, new double[plain.rows()]),
        objective(ones, 0.1).lossAndGradient(weighted, LABELS, new double[weighted.rows()]),
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

  @Test
  void anExamplesOwnWeightIsMultipliedByThatOfItsClass() {
    Targets weighted = new Targets(LABELS.values(), new double[] {1, 0.5, 2, 2, 0});
    Objective both = objective(WEIGHTS, 0.1);
    assertEquals(1.25 + 0.25 + 6 + 6, both.totalWeight(weighted, 5));
    Matrix outputs = Matrices.random(Precision.DOUBLE, 5, 3, 1);
    Matrix plain = outputs.copy();
    double loss = 0;
    double[] weights = {1.25, 0.25, 6, 6, 0};
    for (int row = 0; row < 5; row++) {
      Matrix one = plain.view(3 * row, 1, 3);
      Targets label = Batches.classes((int) LABELS.values()[row]);
      loss +=
          weights[row] * objective(null, 0.1).lossAndGradient(one, label, new double[one.rows()]);
      one.scale(weights[row]);
    }
    assertEquals(loss, both.lossAndGradient(outputs, weighted, new double[outputs.rows()]), 1e-14);
    assertArrayEquals(Matrices.values(plain), Matrices.values(outputs), 1e-15);
  }

  @Test
  void anExampleOfWeightZeroCountsForNothingWhateverItsOutputsAre() {
    Matrix outputs = Matrices.of(Precision.DOUBLE, 2, 3, Double.NaN, 1e308, 0, 0, 0, 0);
    Targets targets = new Targets(new double[] {0, 1}, new double[] {0, 1});
    assertEquals(
        Math.log(3),
        objective(null, 0).lossAndGradient(outputs, targets, new double[outputs.rows()]),
        1e-15);
    assertArrayEquals(new double[3], Arrays.copyOf(Matrices.values(outputs), 3));
  }

  /** {@code w (-q log p - (1 - q) log(1 - p))} and {@code w (p - q)}, q the smoothed label. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void ofOneOutputTheLossIsThatOfTheSmoothedLabelToo(double smoothing) {
    Objective objective =
        new Objective(Loss.BINARY_CROSS_ENTROPY, new double[] {0.5, 3}, smoothing, 1);
    Matrix outputs = Matrices.random(Precision.DOUBLE, 4, 1, 1);
    Matrix p = outputs.copy();
    p.sigmoid();
    double[] labels = {1, 0, 0, 1};
    double loss = 0;
    double[] gradient = new double[4];
    for (int i = 0; i < 4; i++) {
      double q = smoothing / 2 + (1 - smoothing) * labels[i];
      double weight = labels[i] == 1 ? 3 : 0.5;
      loss -= weight * (q * Math.log(p.get(i)) + (1 - q) * Math.log(1 - p.get(i)));
      gradient[i] = weight * (p.get(i) - q);
    }
    Targets targets = new Targets(labels, null);
    assertEquals(
        loss, objective.lossAndGradient(outputs, targets, new double[outputs.rows()]), 1e-14);
    assertArrayEquals(gradient, Matrices.values(outputs), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void theGradientOfEveryLossHoldsWithWeightsOfItsExamples(Loss loss) {
    Network network = Batches.network(loss, Activation.TANH, 4, 5, loss.fits(1) ? 1 : 3);
    Matrix parameters = Batches.parameters(network, Precision.DOUBLE, 1);
    double[] values =
        loss.classes(1) == 0 ? new double[] {0.3, -2, 1.5, 8, 0} : new double[] {1, 0, 0, 1, 1};
    Targets targets = new Targets(values, new double[] {1, 0.5, 3, 0, 3});
    GradientCheck check = new GradientCheck(network, parameters, x, targets);
    for (Comparison entry :
        GradientCheckTest.compareAll(check, network.parameterCount(), x.size())) {
      assertTrue(entry.holds() && !entry.kink(), entry::toString);
    }
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

  @Test
  void inAnotherUnitLossAndGradientAreDividedByItsSquare() {
    Objective objective = new Objective(Loss.MEAN_SQUARED_ERROR, null, 0, 2);
    Matrix outputs = Matrices.of(Precision.DOUBLE, 2, 1, 3, -1);
    Targets targets = new Targets(new double[] {1, 0}, new double[] {1, 3});
    assertEquals((4 + 3) / 4.0, objective.lossAndGradient(outputs, targets, new double[2]));
    assertArrayEquals(new double[] {4 / 4.0, -6 / 4.0}, Matrices.values(outputs));
  }

  /** The square of the unit is 0 or infinite in float. */
  @ParameterizedTest
  @ValueSource(doubles = {1e25, 1e-20, 1e30, 1e-30})
  void theUnitMayBeAsLargeOrSmallAsFloatHolds(double unit) {
    Objective objective = new Objective(Loss.MEAN_SQUARED_ERROR, null, 0, unit);
    Matrix outputs = Matrices.of(Precision.FLOAT, 1, 1, 3 * unit);
    Targets targets = new Targets(new double[] {unit}, null);
    assertEquals(4, objective.lossAndGradient(outputs, targets, new double[1]), 1e-5);
    assertEquals(4, outputs.get(0) * unit, 1e-5);
  }

  @Test
  void weightsAreOfAllClasses() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> network.minimising(new double[] {1, 2}, 0));
    assertEquals("2 class weights for 3 classes", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> network.minimising(null, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Targets(new double[2], new double[] {1}));
  }
}
