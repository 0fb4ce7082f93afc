package dev.kindling.linalg;

/**
 * Functions of {@code e^x} over ranges of a float array, within 2 units in the last place, in plain
 * loops that the compiler vectorises: some five times as fast as a call of {@link Math#exp} for
 * each element. Made of additions, multiplications, divisions and shifts alone, so the bits are the
 * same on every machine.
 *
 * <p>With n the whole number next to {@code x / ln 2} and {@code r = x - n ln 2}, {@code e^x = 2^n
 * e^r}, and {@code e^r} is a polynomial (the reduction and coefficients of Moshier's Cephes, {@code
 * expf}).
 *
 * <p>Each step is a method and a loop of its own over a short piece, because the compiler gives up
 * on more at once, and all arrays start at 0, because it vectorises loops over several arrays only
 * where one index serves all.
 */
final class Exponential {
  private static final int PIECE = 256;

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f; // 9 bits: its products with n are exact
  private static final float LN2_LOW = -2.12194440e-4f;

  /** e^x rounds to 0 from here on. */
  private static final float LEAST = -104;

  /** tanh(x / 2) rounds to 1 from here on. */
  private static final float GREATEST = 20;

  /** Added to a number it leaves the whole number next to it in the last bits. */
  private static final float ROUNDING = 0x1.8p23f;

  /** Scales are kept so many times too large: those of subnormal results are not numbers. */
  private static final float UNIT = 0x1p64f;

  private static final int UNIT_EXPONENT = 127 + 64;

  private final float[] x; // arguments
  private final float[] p; // what becomes of them
  private final float[] s; // 2^n UNIT

  private Exponential(int size) {
    int length = Math.min(PIECE, size);
    x = new float[length];
    p = new float[length];
    s = new float[length];
  }

  /** {@code e^y} for each element, of which none is above 0. */
  static void exp(float[] data, int from, int to) {
    Exponential piece = new Exponential(to - from);
    for (int at = from; at < to; at += PIECE) {
      int count = Math.min(PIECE, to - at);
      System.arraycopy(data, at, piece.x, 0, count);
      bounded(piece.x, piece.p, count);
      piece.exponentials(count);
      System.arraycopy(piece.p, 0, data, at, count);
    }
  }

  /** {@code 1 / (1 + e^-y)} for each element. */
  static void sigmoid(float[] data, int from, int to) {
    Exponential piece = new Exponential(to - from);
    for (int at = from; at < to; at += PIECE) {
      int count = Math.min(PIECE, to - at);
      System.arraycopy(data, at, piece.x, 0, count);
      negative(piece.x, piece.p, count);
      piece.exponentials(count);
      numerators(piece.x, piece.p, count);
      overOneMore(piece.x, piece.p, count);
      System.arraycopy(piece.x, 0, data, at, count);
    }
  }

  /** {@code tanh y} for each element. */
  static void tanh(float[] data, int from, int to) {
    Exponential piece = new Exponential(to - from);
    for (int at = from; at < to; at += PIECE) {
      int count = Math.min(PIECE, to - at);
      System.arraycopy(data, at, piece.x, 0, count);
      doubled(piece.x, piece.p, count);
      round(piece.p, piece.s, count);
      reducedLessOne(piece.p, piece.s, count);
      scales(piece.s, count);
      tanh(piece.x, piece.p, piece.s, count);
      System.arraycopy(piece.x, 0, data, at, count);
    }
  }

  /** From arguments in p to {@code e^p} there. */
  private void exponentials(int count) {
    round(p, s, count);
    reducedExponentials(p, s, count);
    scales(s, count);
    multiply(p, s, count);
  }

  private static void bounded(float[] x, float[] p, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = Math.max(x[i], LEAST);
    }
  }

  private static void negative(float[] x, float[] p, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = Math.max(-Math.abs(x[i]), LEAST);
    }
  }

  private static void doubled(float[] x, float[] p, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = Math.min(2 * Math.abs(x[i]), GREATEST);
    }
  }

  private static void round(float[] p, float[] s, int count) {
    for (int i = 0; i < count; i++) {
      s[i] = p[i] * LOG2_E + ROUNDING;
    }
  }

  /** From x and n to e^r, in p. */
  private static void reducedExponentials(float[] p, float[] s, int count) {
    for (int i = 0; i < count; i++) {
      float n = s[i] - ROUNDING;
      float high = p[i] - n * LN2_HIGH; // exact
      float low = n * LN2_LOW;
      float r = high - low;
      float sum = 1 + r;
      float rest = (r - (sum - 1)) + ((high - r) - low); // what r and the sum were rounded by
      p[i] = sum + (rest + beyondLinear(r));
    }
  }

  /** From x and n to e^r - 1, in p. */
  private static void reducedLessOne(float[] p, float[] s, int count) {
    for (int i = 0; i < count; i++) {
      float n = s[i] - ROUNDING;
      float high = p[i] - n * LN2_HIGH; // exact
      float low = n * LN2_LOW;
      float r = high - low;
      float rest = (high - r) - low; // what r was rounded by
      p[i] = r + (rest + beyondLinear(r));
    }
  }

  /** {@code e^r - 1 - r} for an r of at most ln 2 / 2. */
  private static float beyondLinear(float r) {
    float q = 1.9875691500e-4f * r + 1.3981999507e-3f;
    q = q * r + 8.3334519073e-3f;
    q = q * r + 4.1665795894e-2f;
    q = q * r + 1.6666665459e-1f;
    q = q * r + 5.0000001201e-1f;
    return q * r * r;
  }

  private static void scales(float[] s, int count) {
    for (int i = 0; i < count; i++) {
      s[i] = Float.intBitsToFloat((Float.floatToRawIntBits(s[i]) + UNIT_EXPONENT) << 23);
    }
  }

  private static void multiply(float[] p, float[] s, int count) {
    for (int i = 0; i < count; i++) {
      p[i] = p[i] * s[i] * (1 / UNIT);
    }
  }

  /** With e = e^-|x|: 1 for a positive x, otherwise e. */
  private static void numerators(float[] x, float[] e, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(e[i], Elementary.ifPositive(x[i], 1));
    }
  }

  /** {@code x / (1 + e)}. */
  private static void overOneMore(float[] x, float[] e, int count) {
    for (int i = 0; i < count; i++) {
      float sum = 1 + e[i];
      float rest = e[i] - (sum - 1); // what the sum was rounded by
      float y = x[i] / sum;
      x[i] = y - y * (rest / sum);
    }
  }

  /** With E = e^|2x| - 1: E / (E + 2), with the sign of x. */
  private static void tanh(float[] x, float[] p, float[] s, int count) {
    for (int i = 0; i < count; i++) {
      float e = (p[i] * s[i] + (s[i] - UNIT)) * (1 / UNIT);
      float sum = e + 2;
      float part = sum - 2;
      float rest = (2 - (sum - part)) + (e - part); // what the sum was rounded by
      float y = e / sum;
      x[i] = (y - y * (rest / sum)) * Elementary.sign(x[i]);
    }
  }
}
