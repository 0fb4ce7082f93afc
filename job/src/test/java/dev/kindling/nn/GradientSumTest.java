package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.api.Test;

class GradientSumTest {

  private static GradientSum sum(double loss, long correct, long examples, double... gradient) {
    GradientSum sum = new GradientSum();
    sum.count(loss, 10.0 * examples, correct, examples);
    Matrix values = Matrices.row(Precision.DOUBLE, gradient);
    sum.gradientLike(values).copyFrom(values);
    return sum;
  }

  private static void assertSum(
      GradientSum sum, double loss, long correct, long examples, double... gradient) {
    assertEquals(loss, sum.loss());
    assertEquals(10.0 * examples, sum.weight());
    assertEquals(correct, sum.correct());
    assertEquals(examples, sum.examples());
    assertArrayEquals(gradient, values(sum.gradient()));
  }

  @Test
  void anEmptyOneHoldsNoArray() {
    GradientSum empty = new GradientSum().merge(new GradientSum());
    assertNull(empty.gradient());
    assertEquals(0, empty.examples());
    assertEquals(0, empty.loss());
  }

  @Test
  void anEmptyOneIsNeutralOnBothSides() {
    GradientSum right = new GradientSum();
    assertSame(right, right.merge(sum(1.5, 2, 3, 4, 5)));
    assertSum(right, 1.5, 2, 3, 4, 5);
    assertSum(sum(1.5, 2, 3, 4, 5).merge(new GradientSum()), 1.5, 2, 3, 4, 5);
  }

  @Test
  void mergingAddsEverythingInAnyGrouping() {
    GradientSum left = sum(1, 1, 2, 1, 2).merge(sum(2, 0, 3, 10, 20)).merge(sum(4, 4, 4, 5, 6));
    GradientSum right = sum(1, 1, 2, 1, 2).merge(sum(2, 0, 3, 10, 20).merge(sum(4, 4, 4, 5, 6)));
    assertSum(left, 7, 5, 9, 16, 28);
    assertSum(right, 7, 5, 9, 16, 28);
  }

  @Test
  void theArrayHasThePrecisionOfTheParameters() {
    Matrix gradient = new GradientSum().gradientLike(Precision.FLOAT.vector(3));
    assertEquals(Precision.FLOAT, gradient.precision());
    assertArrayEquals(new double[3], values(gradient));
  }

  @Test
  void aResetOneIsEmptyAndKeepsItsArray() {
    GradientSum sum = sum(1, 2, 3, 4, 5);
    Matrix array = sum.gradient();
    sum.reset();
    assertSum(sum, 0, 0, 0, 0, 0);
    assertSame(array, sum.gradient());
  }
}
