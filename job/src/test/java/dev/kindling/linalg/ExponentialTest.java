package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  private static final double ULPS = 2;

  @FunctionalInterface
  private interface Function {
    void apply(float[] data, int from, int to);
  }

  @Test
  void exponentialsOfAllMagnitudes() {
    float[] x = everyMagnitude();
    for (int i = 0; i < x.length; i++) {
      x[i] = -Math.abs(x[i]);
    }
    check(Exponential::exp, Math::exp, x);
    check(Exponential::exp, Math::exp, evenly(-105, 0));
  }

  @Test
  void sigmoidsOfAllMagnitudes() {
    DoubleUnaryOperator exact =
        x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    check(Exponential::sigmoid, exact, everyMagnitude());
    check(Exponential::sigmoid, exact, evenly(-105, 20));
  }

  @Test
  void hyperbolicTangentsOfAllMagnitudes() {
    check(Exponential::tanh, Math::tanh, everyMagnitude());
    check(Exponential::tanh, Math::tanh, evenly(-11, 11));
  }

  @Test
  void endsAreExact() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] ends = {-infinity, -1000, -0f, 0, 1000, infinity};
    assertArrayEquals(new float[] {0, 0, 0.5f, 0.5f, 1, 1}, applied(Exponential::sigmoid, ends));
    assertArrayEquals(new float[] {-1, -1, -0f, 0, 1, 1}, applied(Exponential::tanh, ends));
    assertArrayEquals(
        new float[] {0, 0, 1, 1}, applied(Exponential::exp, -infinity, -1000, -0f, 0));
  }

  @Test
  void whatIsNotANumberStaysSo() {
    for (Function function :
        new Function[] {Exponential::exp, Exponential::sigmoid, Exponential::tanh}) {
      assertTrue(Float.isNaN(applied(function, -1, Float.NaN, -2)[1]));
    }
  }

  @Test
  void theLeastNumbersAreResultsToo() {
    float least = Float.MIN_VALUE;
    assertArrayEquals(new float[] {-least, least}, applied(Exponential::tanh, -least, least));
    float subnormal = (float) Math.exp(-100);
    assertEquals(subnormal, applied(Exponential::exp, -100)[0], ULPS * least);
    assertEquals(subnormal, applied(Exponential::sigmoid, -100)[0], ULPS * least);
  }

  @Test
  void aResultDoesNotDependOnItsPlace() {
    float[] x = evenly(-9, 0);
    for (Function function :
        new Function[] {Exponential::exp, Exponential::sigmoid, Exponential::tanh}) {
      float[] together = applied(function, x);
      for (int i = 0; i < x.length; i += 997) {
        assertEquals(applied(function, x[i])[0], together[i]);
      }
    }
  }

  private static void check(Function function, DoubleUnaryOperator exact, float[] x) {
    float[] y = applied(function, x);
    for (int i = 0; i < x.length; i++) {
      double expected = exact.applyAsDouble(x[i]);
      double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
      if (!(error <= ULPS)) {
        assertEquals(expected, y[i], ULPS * Math.ulp((float) expected), "at " + x[i]);
      }
    }
  }

  /** The results for some elements in the middle of an array, whose others stay as they are. */
  private static float[] applied(Function function, float... x) {
    float[] data = new float[x.length + 2];
    data[0] = 7;
    data[data.length - 1] = 7;
    System.arraycopy(x, 0, data, 1, x.length);
    function.apply(data, 1, data.length - 1);
    assertEquals(7, data[0]);
    assertEquals(7, data[data.length - 1]);
    return Arrays.copyOfRange(data, 1, data.length - 1);
  }

  /** Numbers of all signs and exponents, the least ones included. */
  private static float[] everyMagnitude() {
    int stride = 9973;
    int count = Integer.MAX_VALUE / stride;
    float[] x = new float[2 * count];
    int finite = 0;
    for (int i = 0; i < count; i++) {
      float magnitude = Float.intBitsToFloat(i * stride);
      if (Float.isFinite(magnitude)) {
        x[finite++] = magnitude;
        x[finite++] = -magnitude;
      }
    }
    return Arrays.copyOf(x, finite);
  }

  private static float[] evenly(float from, float to) {
    float[] x = new float[200_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = from + (to - from) * i / (x.length - 1);
    }
    return x;
  }
}
