package dev.kindling.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.features.CellException.Fault;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
  private static double decimal(String text) {
    char[] within = ("12" + text + "3.4").toCharArray();
    return Cells.decimal(within, 2, 2 + text.length());
  }

  @Property
  void aDecimalIsTheNumberThatJavaReads(
      @ForAll @LongRange(min = -(1L << 53), max = 1L << 53) long digits,
      @ForAll @IntRange(max = 22) int decimals) {
    String text = String.format("%s%023d", digits < 0 ? "-" : "", Math.abs(digits));
    int point = text.length() - decimals;
    assertSame(text.substring(0, point) + "." + text.substring(point));
    assertSame(String.valueOf(digits));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "+0.0", ".5", "5.", "-.25", "+7", "007", "9007199254740992"})
  void aDecimalIsTheNumberThatJavaReads(String text) {
    assertSame(text);
  }

  private static void assertSame(String text) {
    assertEquals(
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        Double.doubleToRawLongBits(decimal(text)),
        text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "1.2.3",
        "--1",
        "1-",
        "1e3",
        "12d",
        " 1",
        "1 ",
        "NaN",
        "\u0661",
        "0x1p3",
        "1_000",
        "9007199254740993",
        "99999999999999999999",
        "0.00000000000000000000001"
      })
  void anyOtherTextIsNone(String text) {
    assertTrue(Double.isNaN(decimal(text)), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x1p3",
        "-0X1.8P-1",
        " 0x1p3 ",
        "1.0f",
        "1d",
        "1d ",
        "2F\t",
        "1_000",
        "0x10",
        "\0"
      })
  void whatOnlyJavaTakesForANumberIsNone(String text) {
    assertEquals(
        Fault.NOT_A_NUMBER, assertThrows(CellException.class, () -> Cells.number(text)).fault());
  }
}
