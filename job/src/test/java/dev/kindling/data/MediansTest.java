package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MediansTest {
  private static final double[] ASCENDING = {
    -Double.MAX_VALUE,
    -1e20,
    -2.5,
    -2,
    -1e-300,
    -Double.MIN_VALUE,
    -0.0,
    0,
    Double.MIN_VALUE,
    1,
    1 + Math.ulp(1.0),
    3e5,
    Double.MAX_VALUE
  };

  @Test
  void theBitsOfNumbersHaveTheirOrderAndAreTheirsAgain() {
    for (int i = 0; i < ASCENDING.length; i++) {
      long order = Medians.order(ASCENDING[i]);
      assertEquals(
          Double.doubleToRawLongBits(ASCENDING[i]),
          Double.doubleToRawLongBits(Medians.number(order)));
      assertTrue(
          i == 0 || Long.compareUnsigned(Medians.order(ASCENDING[i - 1]), order) < 0,
          ASCENDING[i] + " comes after the one before it");
    }
  }
}
