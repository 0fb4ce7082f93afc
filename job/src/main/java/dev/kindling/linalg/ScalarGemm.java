package dev.kindling.linalg;

import java.util.Arrays;

/**
 * Products in plain Java, and what defines their bits on every machine: an element of C is first
 * multiplied by beta; then the terms are added to it one after another, each as {@code fma(a, alpha
 * b, c)} ({@link Fma}). In double, which serves the gradient check, the rounded terms are added up
 * from 0, and alpha times that sum is added to beta times the element.
 *
 * <p>The loops over float are in the one form that the compiler vectorises: many arrays, one index.
 */
class ScalarGemm implements Gemm {
  private static final int TERMS = 256; // at a time, which no bit depends on

  private static final int ROWS = 128; // of C at a time, for [TERMS x ROWS] of A to stay in a cache

  // A thread's own: a matrix has nowhere to keep it, and a product must not allocate it.
  private static final ThreadLocal<ScalarGemm.Room> ROOM = ThreadLocal.withInitial(Room::new);

  private static final class Room {
    final float[][] columns = new float[TERMS][ROWS]; // of op(A)
    final float[] sums = new float[ROWS];
    final float[] factors = new float[TERMS]; // a column of op(B)
  }

  @Override
  public void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int offA,
      int lda,
      float[] b,
      int offB,
      int ldb,
      float beta,
      float[] c,
      int offC,
      int ldc) {
    scale(m, n, beta, c, offC, ldc);
    if (alpha == 0) {
      return;
    }
    Room room = ROOM.get();
    for (int l = 0; l < k; l += TERMS) {
      int terms = Math.min(TERMS, k - l);
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        copyColumns(room, a, transA, offA + (transA ? i * lda + l : l * lda + i), lda, rows, terms);
        for (int j = 0; j < n; j++) {
          int at = offB + (transB ? l * ldb + j : j * ldb + l);
          for (int t = 0; t < terms; t++) {
            room.factors[t] = alpha * b[at + t * (transB ? ldb : 1)];
          }
          int to = offC + i + j * ldc;
          System.arraycopy(c, to, room.sums, 0, rows);
          add(room, rows, terms);
          System.arraycopy(room.sums, 0, c, to, rows);
        }
      }
    }
  }

  private static void copyColumns(
      Room room, float[] a, boolean transA, int at, int lda, int rows, int terms) {
    if (transA) {
      for (int r = 0; r < rows; r++) {
        for (int t = 0; t < terms; t++) {
          room.columns[t][r] = a[at + r * lda + t];
        }
      }
    } else {
      for (int t = 0; t < terms; t++) {
        System.arraycopy(a, at + t * lda, room.columns[t], 0, rows);
      }
    }
  }

  private static void add(Room room, int rows, int terms) {
    float[][] columns = room.columns;
    float[] factors = room.factors;
    float[] sums = room.sums;
    int t = 0;
    for (; t + 7 < terms; t += 8) {
      addEight(columns, factors, t, sums, rows);
    }
    for (; t < terms; t++) {
      addOne(columns[t], factors[t], sums, rows);
    }
  }

  private static void addOne(float[] column, float factor, float[] sums, int rows) {
    for (int r = 0; r < rows; r++) {
      sums[r] = Fma.fma(column[r], factor, sums[r]);
    }
  }

  // Each sum is loaded and stored once for eight terms, which is what limits the loop above.
  private static void addEight(float[][] columns, float[] factors, int t, float[] sums, int rows) {
    float[] a0 = columns[t];
    float[] a1 = columns[t + 1];
    float[] a2 = columns[t + 2];
    float[] a3 = columns[t + 3];
    float[] a4 = columns[t + 4];
    float[] a5 = columns[t + 5];
    float[] a6 = columns[t + 6];
    float[] a7 = columns[t + 7];
    float b0 = factors[t];
    float b1 = factors[t + 1];
    float b2 = factors[t + 2];
    float b3 = factors[t + 3];
    float b4 = factors[t + 4];
    float b5 = factors[t + 5];
    float b6 = factors[t + 6];
    float b7 = factors[t + 7];
    for (int r = 0; r < rows; r++) {
      float sum = Fma.fma(a0[r], b0, sums[r]);
      sum = Fma.fma(a1[r], b1, sum);
      sum = Fma.fma(a2[r], b2, sum);
      sum = Fma.fma(a3[r], b3, sum);
      sum = Fma.fma(a4[r], b4, sum);
      sum = Fma.fma(a5[r], b5, sum);
      sum = Fma.fma(a6[r], b6, sum);
      sums[r] = Fma.fma(a7[r], b7, sum);
    }
  }

  /** {@code C := beta C}; 0 clears whatever is there. */
  static void scale(int m, int n, float beta, float[] c, int offC, int ldc) {
    for (int j = 0, at = offC; j < n && beta != 1; j++, at += ldc) {
      if (beta == 0) {
        Arrays.fill(c, at, at + m, 0);
      } else {
        for (int i = at; i < at + m; i++) {
          c[i] *= beta;
        }
      }
    }
  }

  @Override
  public void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int offA,
      int lda,
      double[] b,
      int offB,
      int ldb,
      double beta,
      double[] c,
      int offC,
      int ldc) {
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int l = 0; l < k && alpha != 0; l++) {
          sum +=
              a[offA + (transA ? i * lda + l : l * lda + i)]
                  * b[offB + (transB ? l * ldb + j : j * ldb + l)];
        }
        int at = offC + j * ldc + i;
        c[at] = alpha * sum + (beta == 0 ? 0 : beta * c[at]);
      }
    }
  }
}
