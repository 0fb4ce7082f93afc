package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void theSizeIsTheProductOfTheSides() {
    assertEquals(64, Shape.of(64).size());
    assertEquals(3 * 28 * 30, Shape.of(3, 28, 30).size());
    assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
    assertEquals("[1 x 28 x 28]", Shape.of(1, 28, 28).toString());
    assertEquals("[64]", Shape.of(64).toString());
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
  }

  @Test
  void impossibleSidesAreRefused() {
    assertMessage("a shape needs at least one side");
    assertMessage("a shape needs sides of at least 1, not [3, 0]", 3, 0);
    assertMessage("a shape needs sides of at least 1, not [-3, -4]", -3, -4);
    assertMessage("a shape of [65536, 32768] has more than 2147483647 elements", 65536, 32768);
    assertMessage(
        "a shape of [65536, 65536, 65536, 65536] has more than 2147483647 elements",
        65536,
        65536,
        65536,
        65536); // 2^64 elements: 0 when it overflows
  }

  private static void assertMessage(String message, Integer... sides) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> Shape.of(sides)).getMessage());
  }
}
