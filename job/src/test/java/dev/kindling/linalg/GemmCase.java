package dev.kindling.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A product of matrices of random numbers, each a part of a larger array. */
record GemmCase(boolean transA, boolean transB, int m, int n, int k) {
  private static final int OFF_A = 3;
  private static final int OFF_B = 4;
  private static final int OFF_C = 2;

  /** All transposes of all sizes. */
  static List<GemmCase> all(int[] ms, int[] ns, int[] ks) {
    List<GemmCase> cases = new ArrayList<>();
    for (int m : ms) {
      for (int n : ns) {
        for (int k : ks) {
          for (int op = 0; op < 4; op++) {
            cases.add(new GemmCase(op % 2 == 1, op > 1, m, n, k));
          }
        }
      }
    }
    return cases;
  }

  private int lda() {
    return (transA ? k : m) + 2;
  }

  private int ldb() {
    return (transB ? n : k) + 1;
  }

  private int ldc() {
    return m + 3;
  }

  private float[] a() {
    return random(1, OFF_A + lda() * (transA ? m : k));
  }

  private float[] b() {
    return random(2, OFF_B + ldb() * (transB ? k : n));
  }

  private float[] c() {
    return random(3, OFF_C + ldc() * n);
  }

  private static float[] random(int seed, int length) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  private int indexOfA(int i, int l) {
    return OFF_A + (transA ? i * lda() + l : l * lda() + i);
  }

  private int indexOfB(int l, int j) {
    return OFF_B + (transB ? l * ldb() + j : j * ldb() + l);
  }

  /** The array of C that Kindling's Java gives, to the bit. */
  float[] expected(float alpha, float beta) {
    float[] a = a();
    float[] b = b();
    float[] c = c();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        float sum = beta * c[OFF_C + j * ldc() + i];
        for (int l = 0; l < k; l++) {
          sum = Math.fma(a[indexOfA(i, l)], alpha * b[indexOfB(l, j)], sum);
        }
        c[OFF_C + j * ldc() + i] = sum;
      }
    }
    return c;
  }

  double[] expectedDouble(double alpha, double beta) {
    float[] a = a();
    float[] b = b();
    double[] c = doubles(c());
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += (double) a[indexOfA(i, l)] * b[indexOfB(l, j)];
        }
        int at = OFF_C + j * ldc() + i;
        c[at] = alpha * sum + beta * c[at];
      }
    }
    return c;
  }

  float[] sgemm(Gemm gemm, float alpha, float beta) {
    float[] c = c();
    gemm.sgemm(
        transA, transB, m, n, k, alpha, a(), OFF_A, lda(), b(), OFF_B, ldb(), beta, c, OFF_C,
        ldc());
    return c;
  }

  double[] dgemm(Gemm gemm, double alpha, double beta) {
    double[] c = doubles(c());
    gemm.dgemm(
        transA,
        transB,
        m,
        n,
        k,
        alpha,
        doubles(a()),
        OFF_A,
        lda(),
        doubles(b()),
        OFF_B,
        ldb(),
        beta,
        c,
        OFF_C,
        ldc());
    return c;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
