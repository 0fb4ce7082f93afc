package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final Matrix NONE = Precision.DOUBLE.vector(0);

  private static Matrix ones(int rows, int cols) {
    Matrix ones = Precision.DOUBLE.zeros(rows, cols);
    ones.fill(1);
    return ones;
  }

  private static double[] drop(int layer, long seed, int... examples) {
    Matrix y = ones(examples.length, 50);
    Pass pass = new Pass(Precision.DOUBLE).enter(layer, true, seed, examples);
    new Dropout(Shape.of(50), 0.5).forward(NONE, ones(examples.length, 50), y, pass);
    return values(y);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.9})
  void gradientsAreThoseOfTheOutputs(double rate) {
    LayerCheck.run(new Dropout(Shape.of(2, 3, 4), rate), 5, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.8})
  void dropsAtItsRateAndKeepsTheExpectation(double rate) {
    Matrix y = ones(100, 1000);
    new Dropout(Shape.of(1000), rate)
        .forward(NONE, ones(100, 1000), y, Batches.pass(Precision.DOUBLE, 100));
    double[] values = values(y);
    double kept = 1 / (1 - rate);
    assertTrue(Arrays.stream(values).allMatch(v -> v == 0 || v == kept));
    assertEquals(rate, Arrays.stream(values).filter(v -> v == 0).count() / 1e5, 0.01);
    assertEquals(1, Arrays.stream(values).average().orElseThrow(), 0.03);
  }

  @Test
  void theMaskBelongsToTheExampleAndNotToItsRow() {
    double[] two = drop(1, 7, 3, 4);
    double[] turned = drop(1, 7, 4, 3);
    assertArrayEquals(Arrays.copyOfRange(two, 0, 50), Arrays.copyOfRange(turned, 50, 100));
    assertArrayEquals(Arrays.copyOfRange(two, 50, 100), Arrays.copyOfRange(turned, 0, 50));
  }

  @Test
  void stepsExamplesAndLayersHaveMasksOfTheirOwn() {
    double[] one = drop(1, 7, 3);
    assertArrayEquals(one, drop(1, 7, 3));
    assertFalse(Arrays.equals(one, drop(1, 8, 3)));
    assertFalse(Arrays.equals(one, drop(1, 7, 4)));
    assertFalse(Arrays.equals(one, drop(2, 7, 3)));
  }

  @Test
  void nothingIsDroppedOutsideTraining() {
    Matrix y = Precision.DOUBLE.zeros(2, 50);
    Pass asked = new Pass(Precision.DOUBLE).enter(1, false, 7, new int[] {0, 1});
    new Dropout(Shape.of(50), 0.5).forward(NONE, ones(2, 50), y, asked);
    assertArrayEquals(values(ones(2, 50)), values(y));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -0.1, Double.NaN})
  void aRateThatLeavesNothingIsRefused(double rate) {
    var error = assertThrows(IllegalArgumentException.class, () -> new Dropout(Shape.of(3), rate));
    assertEquals("dropout needs a rate from 0 to below 1, not " + rate, error.getMessage());
  }
}
