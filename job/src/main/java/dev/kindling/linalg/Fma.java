package dev.kindling.linalg;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** {@code a * b + c}, rounded once: the same bits with and without an instruction for it. */
final class Fma {
  /**
   * Whether processor and JVM have an instruction for it; {@link Math#fma} is very slow without.
   */
  static final boolean IN_HARDWARE = inHardware();

  private Fma() {}

  static float fma(float a, float b, float c) {
    return IN_HARDWARE ? Math.fma(a, b, c) : exact(a, b, c);
  }

  /**
   * In double the product is exact. Their sum would be rounded twice, first to double; rounded to
   * odd there, it is what a single rounding gives (S. Boldo and G. Melquiond, Emulation of FMA and
   * correctly rounded sums: proved algorithms using rounding to odd, 2008).
   */
  static float exact(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double c2 = sum - product;
    double error = (product - (sum - c2)) + (c - c2); // Knuth's two-sum: sum + error is exact
    long bits = Double.doubleToRawLongBits(sum);
    if ((bits & 1) == 0 && (error > 0 || error < 0)) { // not of an infinity, whose error is NaN
      sum = Double.longBitsToDouble(error > 0 == sum > 0 ? bits + 1 : bits - 1);
    }
    return (float) sum;
  }

  private static boolean inHardware() {
    try {
      return Boolean.parseBoolean(
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseFMA")
              .getValue());
    } catch (RuntimeException | LinkageError e) {
      return true; // another JVM than HotSpot, which does not tell
    }
  }
}
