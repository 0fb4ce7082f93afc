package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck.Comparison;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The counterparts of the functions in the course notebook (CMU 16-720, assignment 3), each held to
 * what the notebook asks of it. Test names begin with the notebook's names.
 */
class CourseNotebookTest {
  private static final Network NETWORK = Batches.network(Activation.SIGMOID, 2, 25, 4);

  @ParameterizedTest
  @EnumSource
  void linearTanhReluAndTheirDerivatives(Precision precision) {
    Matrix x = Matrices.row(precision, -2, -0.5, 0, 0.5, 2);
    for (int i = 0; i < x.size(); i++) {
      double value = x.get(i);
      double tanh = Math.tanh(value);
      assertActivation(Activation.LINEAR, x, i, value, 1);
      assertActivation(Activation.TANH, x, i, tanh, 1 - tanh * tanh);
      assertActivation(Activation.RELU, x, i, Math.max(value, 0), value > 0 ? 1 : 0);
    }
  }

  private static void assertActivation(
      Activation activation, Matrix x, int i, double value, double derivative) {
    Matrix y = x.copy();
    activation.apply(y);
    assertEquals(value, y.get(i), 1e-6);
    Matrix dy = x.copy();
    dy.fill(1);
    activation.backward(y, dy);
    assertEquals(derivative, dy.get(i), 1e-6);
  }

  @Test
  void initializeWeightsIsXavierUniformWithZeroBiases() {
    Matrix parameters = NETWORK.initialize(Precision.FLOAT, 1);
    assertEquals(
        "[layer1.W [2 x 25], layer1.b [25], layer2.W [25 x 4], layer2.b [4]]",
        NETWORK.tensors().stream().map(t -> t.name() + " " + t.shape()).toList().toString());
    assertBounded(parameters.view(0, 2, 25), Math.sqrt(6.0 / (2 + 25)));
    assertArrayEquals(new double[25], values(parameters.view(50, 1, 25)));
    assertBounded(parameters.view(75, 25, 4), Math.sqrt(6.0 / (25 + 4)));
    assertArrayEquals(new double[4], values(parameters.view(175, 1, 4)));
  }

  @Test
  void initializeWeightsHasVarianceTwoByTheSumOfBothSizes() {
    Network wide = Batches.network(Activation.LINEAR, 300, 200);
    double[] w = values(wide.initialize(Precision.FLOAT, 1).view(0, 300, 200));
    double variance = 2.0 / (300 + 200);
    assertEquals(0, Arrays.stream(w).average().orElseThrow(), 0.02 * Math.sqrt(variance));
    assertEquals(
        variance, Arrays.stream(w).map(x -> x * x).average().orElseThrow(), 0.02 * variance);
  }

  private static void assertBounded(Matrix weights, double bound) {
    double greatest = Arrays.stream(values(weights)).map(Math::abs).max().orElseThrow();
    assertTrue(greatest < bound && greatest > 0.8 * bound, greatest + " of " + bound);
  }

  @ParameterizedTest
  @EnumSource
  void sigmoidSaturatesWithoutOverflow(Precision precision) {
    Matrix x = Matrices.row(precision, -100, 100, -1000, 1000, 0);
    x.sigmoid();
    assertEquals(0, x.get(0), 1e-40);
    assertArrayEquals(new double[] {1, 0, 1, 0.5}, values(x.view(1, 1, 4)));
  }

  @ParameterizedTest
  @EnumSource
  void sigmoidDerivIsAFunctionOfTheOutput(Precision precision) {
    Matrix y = Matrices.row(precision, 0, 0.25, 0.5, 1);
    Matrix dy = Matrices.row(precision, 1, 1, 2, 1);
    Activation.SIGMOID.backward(y, dy);
    assertClose(Matrices.row(precision, 0, 0.1875, 0.5, 0), dy, 0);
  }

  @ParameterizedTest
  @EnumSource
  void forwardIsTheActivationOfXwPlusB(Precision precision) {
    Dense layer = new Dense(10, 25, Activation.SIGMOID, Initialization.XAVIER);
    Matrix parameters = Matrices.random(precision, 1, 10 * 25 + 25, 1);
    Matrix x = Matrices.random(precision, 3, 10, 2);
    Matrix y = precision.zeros(3, 25);
    layer.forward(parameters, x, y, Batches.pass(precision, 3));
    for (int n = 0; n < 3; n++) {
      for (int m = 0; m < 25; m++) {
        double sum = parameters.get(250 + m);
        for (int d = 0; d < 10; d++) {
          sum += x.get(n * 10 + d) * parameters.get(d * 25 + m);
        }
        assertEquals(1 / (1 + Math.exp(-sum)), y.get(n * 25 + m), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void softmaxIsAProbabilityAndStaysSoForLargeInputs(Precision precision) {
    Matrix p = Matrices.of(precision, 2, 3, 1, 2, 3, 1001, 1002, 1003);
    Loss.SOFTMAX_CROSS_ENTROPY.probabilities(p);
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    for (int i = 0; i < 3; i++) {
      assertEquals(Math.exp(i + 1) / sum, p.get(i), 1e-6);
      assertEquals(p.get(i), p.get(3 + i), "the same when all inputs grow by 1000");
    }
  }

  @ParameterizedTest
  @EnumSource
  void computeLossAndAccSumsTheLossAndAveragesTheHits(Precision precision) {
    // One layer whose W is the identity: its outputs are the logarithms of these probabilities.
    Network identity = Batches.network(Activation.LINEAR, 2, 2);
    Matrix logits =
        Matrices.of(precision, 3, 2, log(0.8), log(0.2), log(0.4), log(0.6), log(0.5), log(0.5));
    GradientSum sum =
        Batches.gradient(
            identity, Matrices.row(precision, 1, 0, 0, 1, 0, 0), logits, Batches.classes(0, 0, 0));
    assertEquals(-log(0.8) - log(0.4) - log(0.5), sum.loss(), 1e-6);
    assertEquals(2, sum.correct());
    assertEquals(3, sum.examples());
  }

  private static double log(double x) {
    return Math.log(x);
  }

  @Test
  void convForwardAgreesWithTheReference() {
    Conv2d layer =
        Conv2d.of(Shape.of(3, 4, 4), 3, 4, 4, 2, 1, Activation.LINEAR, Initialization.XAVIER);
    Matrix parameters = Precision.DOUBLE.vector(3 * 3 * 4 * 4 + 3);
    parameters.copyRange(0, linspace(-0.2, 0.3, 3 * 3 * 4 * 4), 0, 3 * 3 * 4 * 4);
    parameters.copyRange(3 * 3 * 4 * 4, linspace(-0.1, 0.2, 3), 0, 3);
    Matrix x = linspace(-0.1, 0.5, 2 * 3 * 4 * 4).view(0, 2, 3 * 4 * 4);
    Matrix y = Precision.DOUBLE.zeros(2, 3 * 2 * 2);
    layer.forward(parameters, x, y, Batches.pass(Precision.DOUBLE, 2));
    double[] reference = {
      -0.08759809, -0.10987781, -0.18387192, -0.2109216, //
      0.21027089, 0.21661097, 0.22847626, 0.23004637, //
      0.50813986, 0.54309974, 0.64082444, 0.67101435, //
      -0.98053589, -1.03143541, -1.19128892, -1.24695841, //
      0.69108355, 0.66880383, 0.59480972, 0.56776003, //
      2.36270298, 2.36904306, 2.38090835, 2.38247847
    };
    double difference = 0;
    double greatest = 0;
    for (int i = 0; i < reference.length; i++) {
      difference = Math.max(difference, Math.abs(reference[i] - y.get(i)));
      greatest = Math.max(greatest, Math.abs(reference[i]) + Math.abs(y.get(i)));
    }
    assertTrue(difference / greatest < 1e-8, () -> y + " differs");
  }

  private static Matrix linspace(double first, double last, int count) {
    Matrix values = Precision.DOUBLE.vector(count);
    for (int i = 0; i < count; i++) {
      values.set(i, first + (last - first) * i / (count - 1));
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void convBackwardGivesGradientsShapedLikeTheirOriginals(Precision precision) {
    Conv2d layer =
        Conv2d.of(Shape.of(4, 16, 16), 8, 7, 7, 2, 3, Activation.LINEAR, Initialization.XAVIER);
    assertEquals(Shape.of(8, 8, 8), layer.outputShape());
    Matrix parameters = Matrices.random(precision, 1, 8 * 4 * 7 * 7 + 8, 1);
    Matrix x = Matrices.random(precision, 5, 4 * 16 * 16, 2);
    Matrix y = precision.zeros(5, 8 * 8 * 8);
    layer.forward(parameters, x, y, Batches.pass(precision, 5));
    Matrix dx = x.copy();
    dx.fill(Double.NaN);
    Matrix gradient = precision.vector(parameters.size());
    Matrix delta = Matrices.random(precision, 5, 8 * 8 * 8, 3);
    layer.backward(parameters, x, y, delta, dx, gradient, Batches.pass(precision, 5));
    assertTrue(dx.isFinite() && gradient.isFinite());
    assertEquals(
        List.of(Shape.of(8, 4, 7, 7), Shape.of(8)),
        layer.parameters().stream().map(Parameter::shape).toList());
  }

  @Test
  void convBackwardRefusesTheNotebooksDeltaOfAnotherShape() {
    Conv2d layer =
        Conv2d.of(Shape.of(4, 16, 16), 8, 7, 7, 2, 3, Activation.LINEAR, Initialization.XAVIER);
    Matrix parameters = Precision.FLOAT.vector(8 * 4 * 7 * 7 + 8);
    Matrix x = Precision.FLOAT.zeros(5, 4 * 16 * 16);
    Matrix y = Precision.FLOAT.zeros(5, 8 * 8 * 8);
    Matrix dout = Precision.FLOAT.zeros(5, 8 * 16 * 16);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                layer.backward(
                    parameters,
                    x,
                    y,
                    dout,
                    x.copy(),
                    parameters.copy(),
                    Batches.pass(Precision.FLOAT, 5)));
    assertEquals(
        "the gradient of conv2d is [5 x 2048] but must be [5 x 512]: 5 images of [8 x 8 x 8]",
        error.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void backwardsGivesGradientsShapedLikeTheirOriginals(Precision precision) {
    Dense layer = new Dense(40, 20, Activation.LINEAR, Initialization.XAVIER);
    Matrix parameters = Matrices.random(precision, 1, 40 * 20 + 20, 1);
    Matrix x = Matrices.random(precision, 5, 40, 2); // [N x D]
    Matrix y = Matrices.random(precision, 5, 20, 3); // [N x M]
    Matrix delta = Matrices.random(precision, 5, 20, 4); // [N x M]
    Matrix dx = precision.zeros(5, 40);
    Matrix gradient = precision.vector(parameters.size());
    layer.backward(parameters, x, y, delta.copy(), dx, gradient, Batches.pass(precision, 5));

    Matrix dw = precision.zeros(40, 20);
    dw.multiply(1, x, true, delta, false, 0);
    assertClose(dw, gradient.view(0, 40, 20), 0);
    for (int m = 0; m < 20; m++) {
      double sum = 0;
      for (int n = 0; n < 5; n++) {
        sum += delta.get(n * 20 + m);
      }
      assertEquals(sum, gradient.get(800 + m), 1e-5);
    }
    Matrix expected = precision.zeros(5, 40);
    expected.multiply(1, delta, false, parameters.view(0, 40, 20), true, 0);
    assertClose(expected, dx, 0);
  }

  /** The notebook's last cell: loss below 35 and accuracy above 0.75 after 500 passes. */
  @Test
  void trainSeparatesTheFourCloudsFromAnySeed() {
    int accurate = 0;
    for (long seed = 0; seed < 20; seed++) {
      Training training = new Training(Precision.FLOAT, seed);
      training.run(500);
      assertTrue(training.loss < 35, "seed " + seed + " ends with a loss of " + training.loss);
      accurate += training.accuracy > 0.75 ? 1 : 0;
    }
    assertTrue(accurate >= 18, accurate + " of 20 seeds are above 0.75");
  }

  /** The notebook's sum of the relative errors of all entries, and Kindling's own rule. */
  @Test
  void centralDifferencesGradientAgreesBeforeAndAfterTraining() {
    for (int passes : new int[] {0, 500}) {
      Training training = new Training(Precision.DOUBLE, 1);
      training.run(passes);
      GradientCheck check =
          new GradientCheck(
              NETWORK, training.parameters, training.x, Batches.classes(training.labels));
      List<Comparison> entries =
          GradientCheckTest.compareAll(check, NETWORK.parameterCount(), training.x.size());
      for (Comparison entry : entries) {
        assertTrue(entry.holds() && !entry.kink(), entry::toString);
      }
      double sum = entries.stream().mapToDouble(Comparison::error).sum();
      assertTrue(sum < 1e-4, "sum of relative errors " + sum);
    }
  }

  /** The notebook's {@code train}: batches of 5 that are dealt once, rate 1e-3, loss sum. */
  private static final class Training {
    private static final double[][] MEANS = {{3.6, 40}, {3.9, 10}, {3.4, 30}, {2.0, 10}};
    private static final double[][] VARIANCES = {{0.05, 10}, {0.01, 5}, {0.25, 5}, {0.5, 10}};
    private static final int BATCH = 5;

    private final Matrix x; // [40 x 2]
    private final int[] labels = new int[40];
    private final Matrix parameters;
    private double loss;
    private double accuracy;

    Training(Precision precision, long seed) {
      parameters = NETWORK.initialize(precision, seed);
      x = precision.zeros(40, 2);
      SplittableRandom random = Seeds.generator(seed, "clouds");
      Permutation order = new Permutation(40, seed);
      for (int i = 0; i < 40; i++) {
        int row = (int) order.apply(i);
        labels[row] = i / 10;
        for (int c = 0; c < 2; c++) {
          double deviation = Math.sqrt(VARIANCES[labels[row]][c]);
          x.set(row * 2 + c, MEANS[labels[row]][c] + deviation * random.nextGaussian());
        }
      }
    }

    void run(int passes) {
      Sgd sgd = new Sgd(1e-3, 0, false, 0);
      OptimizerState state = sgd.initialState(parameters);
      Workspace workspace = NETWORK.workspace(parameters.precision());
      for (int pass = 0; pass < passes; pass++) {
        loss = 0;
        accuracy = 0;
        for (int from = 0; from < 40; from += BATCH) {
          int[] batchLabels = Arrays.copyOfRange(labels, from, from + BATCH);
          Batches.load(workspace, x.view(from * 2, BATCH, 2), Batches.classes(batchLabels));
          GradientSum sum = new GradientSum();
          NETWORK.addGradient(parameters, workspace, sum);
          loss += sum.loss();
          accuracy += sum.correct() / 40.0;
          sgd.step(parameters, sum.gradient(), state, 1e-3);
        }
      }
    }
  }
}
