package dev.kindling.linalg;

import static dev.kindling.linalg.Matrices.assertClose;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation against its formula, on views in the middle of an array. */
class MatrixOperationsTest {
  private static final int MARGIN = 3;

  private final Map<Matrix, Matrix> before = new HashMap<>(); // whole arrays and their first copies

  private Matrix framed(Precision precision, int rows, int cols, long seed) {
    Matrix whole = Matrices.random(precision, 1, rows * cols + 2 * MARGIN, seed);
    before.put(whole, whole.copy());
    return whole.view(MARGIN, rows, cols);
  }

  @AfterEach
  void nothingIsWrittenBesideAView() {
    before.forEach(
        (whole, copy) -> {
          int end = whole.size() - MARGIN;
          for (int i = 0; i < MARGIN; i++) {
            assertEquals(copy.get(i), whole.get(i));
            assertEquals(copy.get(end + i), whole.get(end + i));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void productsOfAllTransposesAndFactors(Precision precision) {
    int[] sizes = {1, 2, 3, 5};
    double[] factors = {0, 1, -2};
    for (int m : sizes) {
      for (int n : sizes) {
        for (int k : sizes) {
          for (int transposes = 0; transposes < 4; transposes++) {
            for (double alpha : factors) {
              for (double beta : factors) {
                product(precision, m, n, k, transposes % 2 == 1, transposes > 1, alpha, beta);
              }
            }
          }
        }
      }
    }
  }

  private void product(
      Precision precision,
      int m,
      int n,
      int k,
      boolean transposeA,
      boolean transposeB,
      double alpha,
      double beta) {
    Matrix a = framed(precision, transposeA ? k : m, transposeA ? m : k, 1);
    Matrix b = framed(precision, transposeB ? n : k, transposeB ? k : n, 2);
    Matrix c = framed(precision, m, n, 3);
    Matrix expected = c.to(Precision.DOUBLE);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum +=
              a.get(transposeA ? l * m + i : i * k + l) * b.get(transposeB ? j * k + l : l * n + j);
        }
        expected.set(i * n + j, alpha * sum + beta * c.get(i * n + j));
      }
    }
    c.multiply(alpha, a, transposeA, b, transposeB, beta);
    assertClose(expected, c, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void anInnerProductIsAddedUpInDouble(Precision precision) {
    Matrix a = framed(precision, 1, 1000, 1);
    Matrix b = framed(precision, 2, 1000, 2).view(1000, 1, 1000);
    double expected = 0;
    for (int i = 0; i < 1000; i++) {
      expected += a.get(i) * b.get(i);
    }
    assertEquals(expected, a.dot(b));
    assertEquals(a.sumOfSquares(), a.dot(a));
  }

  @ParameterizedTest
  @EnumSource
  void aProductWithBetaZeroDoesNotReadWhatItOverwrites(Precision precision) {
    Matrix c = precision.zeros(2, 2);
    c.fill(Double.NaN);
    c.multiply(1, Matrices.random(precision, 2, 3, 1), false, precision.zeros(3, 2), false, 0);
    assertArrayEquals(new double[4], values(c));
  }

  @ParameterizedTest
  @EnumSource
  void productsWithoutRowsOrTerms(Precision precision) {
    precision
        .zeros(0, 3)
        .multiply(1, precision.zeros(0, 2), false, precision.zeros(2, 3), false, 0);
    Matrix sum = Matrices.random(precision, 2, 3, 1);
    Matrix expected = sum.copy();
    sum.multiply(1, precision.zeros(0, 2), true, precision.zeros(0, 3), false, 1);
    assertClose(expected, sum, 0);
  }

  @ParameterizedTest
  @EnumSource
  void elementwise(Precision precision) {
    check(precision, (a, b) -> a.fill(2.5), (a, b) -> 2.5);
    check(precision, (a, b) -> a.scale(2.5), (a, b) -> 2.5 * a);
    check(precision, Matrix::copyFrom, (a, b) -> b);
    check(precision, (a, b) -> a.addScaled(-0.5, b), (a, b) -> a - 0.5 * b);
    check(precision, (a, b) -> a.scaleAndAdd(0.5, -2, b), (a, b) -> 0.5 * a - 2 * b);
    check(precision, (a, b) -> a.scaleAndAddSquares(0.5, -2, b), (a, b) -> 0.5 * a - 2 * b * b);
    check(
        precision,
        (a, b) -> {
          b.relu();
          a.addScaledOverRoots(-2, b, b, 0.5);
        },
        (a, b) -> a - 2 * Math.max(b, 0) / (Math.sqrt(Math.max(b, 0)) + 0.5));
    check(precision, (a, b) -> a.sigmoid(), (a, b) -> 1 / (1 + Math.exp(-a)));
    check(precision, (a, b) -> a.tanh(), (a, b) -> Math.tanh(a));
    check(precision, (a, b) -> a.relu(), (a, b) -> Math.max(a, 0));
    check(precision, Matrix::timesSigmoidDerivative, (a, b) -> a * b * (1 - b));
    check(precision, Matrix::timesTanhDerivative, (a, b) -> a * (1 - b * b));
    check(precision, Matrix::timesReluDerivative, (a, b) -> b > 0 ? a : 0);
    check(precision, Matrix::maximum, Math::max);
  }

  @ParameterizedTest
  @EnumSource
  void sumsOfViewsThatStartAtDifferentElements(Precision precision) {
    Matrix a = framed(precision, 2, 3, 1);
    Matrix b = Matrices.random(precision, 1, 12, 2);
    Matrix expected = a.copy();
    for (int i = 0; i < 4; i++) {
      expected.set(2 + i, a.get(2 + i) + b.get(5 + i));
    }
    a.addRange(2, b, 5, 4);
    assertClose(expected, a, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void aTransposeIsAddedToWhatIsThere(Precision precision) {
    Matrix a = framed(precision, 2, 3, 1);
    Matrix b = framed(precision, 3, 2, 2);
    Matrix expected = a.copy();
    for (int r = 0; r < 2; r++) {
      for (int c = 0; c < 3; c++) {
        expected.set(r * 3 + c, a.get(r * 3 + c) + b.get(c * 2 + r));
      }
    }
    a.addTransposed(b);
    assertClose(expected, a, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void numbersAsCloseAsNumbersGetAreToldApart(Precision precision) {
    double tiny = precision == Precision.FLOAT ? Float.MIN_VALUE : Double.MIN_VALUE;
    double great = precision == Precision.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    double next = precision == Precision.FLOAT ? Math.nextUp(1f) : Math.nextUp(1.0);
    Matrix x = Matrices.row(precision, tiny, 0, -0.0, 1, great, -great, great, 3);
    Matrix y = Matrices.row(precision, 0, tiny, 0, next, great, great, -great, 3);
    Matrix left = Matrices.row(precision, 2, 3, 4, 5, 6, 7, 8, -9);
    x.takeWhereEqual(y, left);
    assertClose(Matrices.row(precision, 0, 0, 4, 0, 6, 0, 0, -9), x, 0);
    assertClose(Matrices.row(precision, 2, 3, 0, 5, 0, 7, 8, 0), left, 0);

    Matrix gradient = Matrices.row(precision, 2, 3, 4, 5, 6, 7, 8, 9);
    gradient.timesReluDerivative(
        Matrices.row(precision, tiny, -tiny, 0, -0.0, great, -great, 1, -1));
    assertClose(Matrices.row(precision, 2, 0, 0, 0, 6, 0, 8, 0), gradient, 0);
  }

  @Test
  void whatMustLieAlongsideIsRefusedElsewhere() {
    Matrix whole = Precision.FLOAT.vector(6);
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> whole.view(0, 1, 3).maximum(whole.view(2, 1, 3)));
    assertEquals("views do not lie alongside: one starts at 0, the other at 2", error.getMessage());
  }

  private void check(
      Precision precision, BiConsumer<Matrix, Matrix> operation, DoubleBinaryOperator formula) {
    Matrix a = framed(precision, 4, 3, 1);
    Matrix b = framed(precision, 4, 3, 2);
    Matrix expected = a.to(Precision.DOUBLE);
    for (int i = 0; i < expected.size(); i++) {
      expected.set(i, formula.applyAsDouble(a.get(i), b.get(i)));
    }
    operation.accept(a, b);
    assertClose(expected, a, rounding(precision));
  }

  @Test
  void floatAgreesWithDouble() {
    Matrix row = Matrices.random(Precision.DOUBLE, 1, 20, 3);
    Matrix square = Matrices.random(Precision.DOUBLE, 20, 20, 4);
    double[] labels = new SplittableRandom(5).ints(30, 0, 20).asDoubleStream().toArray();
    List<BiConsumer<Matrix, Matrix>> operations =
        List.of(
            (a, b) -> a.fill(0.1),
            (a, b) -> a.scale(0.1),
            Matrix::copyFrom,
            (a, b) -> a.copyRow(3, b, 5),
            (a, b) -> a.addScaled(0.1, b),
            (a, b) -> a.multiply(0.1, b, false, square.to(a.precision()), true, 0.9),
            (a, b) -> a.fillRows(row.to(a.precision())),
            (a, b) -> a.view(0, 1, 20).addColumnSums(b),
            (a, b) -> a.sigmoid(),
            (a, b) -> a.tanh(),
            (a, b) -> a.relu(),
            Matrix::timesSigmoidDerivative,
            Matrix::timesTanhDerivative,
            Matrix::timesReluDerivative,
            (a, b) -> a.softmaxRows(),
            (a, b) -> a.set(0, a.softmaxCrossEntropy(labels, null)),
            (a, b) -> {
              Matrix column = a.view(0, 30, 1);
              a.set(31, column.sigmoidCrossEntropy(labels, 0, null));
            },
            (a, b) -> {
              Matrix column = a.view(0, 30, 1);
              a.set(31, column.squaredError(labels, null));
            },
            (a, b) -> a.set(0, a.argmaxOfRow(7)));
    for (BiConsumer<Matrix, Matrix> operation : operations) {
      Matrix expected = Matrices.random(Precision.DOUBLE, 30, 20, 1);
      Matrix actual = Matrices.random(Precision.FLOAT, 30, 20, 1);
      operation.accept(expected, Matrices.random(Precision.DOUBLE, 30, 20, 2));
      operation.accept(actual, Matrices.random(Precision.FLOAT, 30, 20, 2));
      assertClose(expected, actual, 1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowIsCopiedFromEitherPrecision(Precision precision) {
    for (Precision other : Precision.values()) {
      Matrix to = framed(precision, 3, 2, 1);
      Matrix from = framed(other, 4, 2, 2);
      Matrix expected = to.copy();
      expected.set(2, from.get(6));
      expected.set(3, from.get(7));
      to.copyRow(1, from, 3);
      assertClose(expected, to, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachRowBecomesACopy(Precision precision) {
    Matrix a = framed(precision, 3, 2, 1);
    Matrix row = framed(precision, 1, 2, 2);
    Matrix expected = a.copy();
    for (int i = 0; i < 6; i++) {
      expected.set(i, row.get(i % 2));
    }
    a.fillRows(row);
    assertClose(expected, a, 0);
  }

  @ParameterizedTest
  @EnumSource
  void columnSumsAreAddedToWhatIsThere(Precision precision) {
    Matrix sums = framed(precision, 1, 2, 1);
    Matrix a = framed(precision, 3, 2, 2);
    Matrix expected = sums.to(Precision.DOUBLE);
    for (int i = 0; i < 6; i++) {
      expected.set(i % 2, expected.get(i % 2) + a.get(i));
    }
    sums.addColumnSums(a);
    assertClose(expected, sums, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void softmaxOfEachRow(Precision precision) {
    Matrix logits = framed(precision, 3, 4, 1);
    Matrix expected = logits.to(Precision.DOUBLE);
    for (int i = 0; i < 12; i++) {
      double sum = 0;
      for (int j = i / 4 * 4; j < i / 4 * 4 + 4; j++) {
        sum += Math.exp(logits.get(j));
      }
      expected.set(i, Math.exp(logits.get(i)) / sum);
    }
    logits.softmaxRows();
    assertClose(expected, logits, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void crossEntropyIsTheLogarithmOfTheSoftmaxAndItsGradientIsPMinusY(Precision precision) {
    double[] labels = {2, 0, 3, 99}; // may be longer than the batch
    Matrix logits = framed(precision, 3, 4, 1);
    Matrix expected = logits.copy();
    expected.softmaxRows();
    double loss = 0;
    for (int row = 0; row < 3; row++) {
      int at = row * 4 + (int) labels[row];
      loss -= Math.log(expected.get(at));
      expected.set(at, expected.get(at) - 1);
    }
    assertEquals(loss, logits.softmaxCrossEntropy(labels, null), 10 * rounding(precision));
    assertClose(expected, logits, rounding(precision));
  }

  @ParameterizedTest
  @EnumSource
  void ofOneOutputItIsThatOfTheSigmoidAndItsGradientIsPMinusY(Precision precision) {
    double[] y = {1, 0, 0.25, 99}; // may be longer than the batch
    Matrix z = framed(precision, 3, 1, 1);
    Matrix expected = z.copy();
    expected.sigmoid();
    double loss = 0;
    for (int row = 0; row < 3; row++) {
      double p = expected.get(row);
      loss -= y[row] * Math.log(p) + (1 - y[row]) * Math.log(1 - p);
      expected.set(row, p - y[row]);
    }
    assertEquals(loss, z.sigmoidCrossEntropy(y, 0, null), 10 * rounding(precision));
    assertClose(expected, z, rounding(precision));
  }

  /** A logit and a target, then the loss and its gradient. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.6931471805599453, -0.5",
    "1000, 1, 0, 0",
    "1000, 0, 1000, 1",
    "-1000, 1, 1000, -1",
    "-1000, 0, 0, 0",
    "-3e38, 1, 3e38, -1",
    "800, 0.75, 200, 0.25",
  })
  void sigmoidAtTheExtremes(double z, double y, double loss, double gradient) {
    for (Precision precision : Precision.values()) {
      Matrix output = Matrices.row(precision, z);
      double found = output.sigmoidCrossEntropy(new double[] {y}, 0, null);
      assertClose(loss, found, rounding(precision), "loss");
      assertEquals(gradient, output.get(0), 1e-15);
    }
  }

  @ParameterizedTest
  @EnumSource
  void squaredErrorsAddUpAndTheirGradientIsTwiceTheDifference(Precision precision) {
    Matrix outputs = Matrices.of(precision, 3, 1, 1.5, -2, 0);
    assertEquals(0.25 + 25 + 0, outputs.squaredError(new double[] {1, 3, 0, 99}, null));
    assertArrayEquals(new double[] {1, -10, 0}, values(outputs));
  }

  /** A class or a target beyond float is not rounded to it. */
  @Test
  void targetsAreDoubleInBothPrecisions() {
    Matrix output = Matrices.row(Precision.FLOAT, 16777216);
    assertEquals(1, output.squaredError(new double[] {16777217}, null));
  }

  /** Logits, then their softmax and their loss against class 0. */
  @ParameterizedTest
  @CsvSource({
    "706 706, 0.5 0.5, 0.6931471805599453",
    "706 -1000, 1 0, 0",
    "-1000 706, 0 1, 1706",
    "-1000 -1000 -1000 -1000, 0.25 0.25 0.25 0.25, 1.3862943611198906",
    "1e30 1e30, 0.5 0.5, 0.6931471805599453",
    "-3e38 3e38, 0 1, 6e38",
    "42, 1, 0",
  })
  void softmaxAtTheExtremes(String logits, String probabilities, double loss) {
    for (Precision precision : Precision.values()) {
      Matrix p = Matrices.row(precision, numbers(logits));
      p.softmaxRows();
      assertArrayEquals(numbers(probabilities), values(p));
      Matrix outputs = Matrices.row(precision, numbers(logits));
      assertClose(
          loss, outputs.softmaxCrossEntropy(new double[] {0}, null), rounding(precision), "loss");
      p.set(0, p.get(0) - 1);
      assertArrayEquals(values(p), values(outputs));
    }
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void sigmoidIsExactAtBothEnds(Precision precision) {
    Matrix x = Matrices.row(precision, -1000, -1e30, 0, 1000, 1e30);
    x.sigmoid();
    assertArrayEquals(new double[] {0, 0, 0.5, 1, 1}, values(x));
  }

  @ParameterizedTest
  @EnumSource
  void theArgmaxIsTheFirstAmongEquals(Precision precision) {
    Matrix a = Matrices.row(precision, 9, 1, 3, 3, -5, -4, -6).view(1, 2, 3);
    assertEquals(1, a.argmaxOfRow(0));
    assertEquals(1, a.argmaxOfRow(1));
    assertEquals(0, precision.zeros(1, 3).argmaxOfRow(0));
  }

  @ParameterizedTest
  @EnumSource
  void finiteIsWithoutNanAndInfinityHoweverLarge(Precision precision) {
    double largest = precision == Precision.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    Matrix a = framed(precision, 2, 3, 1);
    a.fill(largest);
    a.set(1, -largest);
    assertTrue(a.isFinite());
    for (double bad : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
      for (int i = 0; i < a.size(); i++) {
        Matrix b = a.copy();
        b.set(i, bad);
        assertFalse(b.isFinite(), bad + " at " + i);
      }
    }
    Matrix outside = Matrices.row(precision, Double.NaN, 1, 2, Double.NaN);
    assertTrue(outside.view(1, 1, 2).isFinite());
    assertTrue(precision.vector(0).isFinite());
  }

  private static double rounding(Precision precision) {
    return precision == Precision.FLOAT ? 1e-5 : 1e-13;
  }
}
