package dev.kindling.features;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers that are read back from a network's inputs, with the digits that a float can tell. */
final class ShownValue {
  private static final int DIGITS = 4; // of the spread, that are shown of a value

  private ShownValue() {}

  /** One that is an input as it is. */
  static String of(float x) {
    return Float.isFinite(x) ? plain(new BigDecimal(Float.toString(x))) : Float.toString(x);
  }

  /**
   * One that was computed from an input.
   *
   * @param spread what it changes by where its input changes by 1
   */
  static String of(double x, double spread) {
    if (!Double.isFinite(x) || !Double.isFinite(spread)) {
      return Double.toString(x);
    }
    int decimals = DIGITS - (int) Math.floor(StrictMath.log10(spread));
    return plain(BigDecimal.valueOf(x).setScale(decimals, RoundingMode.HALF_EVEN));
  }

  private static String plain(BigDecimal x) {
    return x.stripTrailingZeros().toPlainString();
  }
}
