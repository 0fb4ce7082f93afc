package dev.kindling.linalg;

import dev.ludovic.netlib.blas.NativeBLAS;

/** The products of a native library, through netlib. */
record NativeGemm(NativeBLAS blas) implements Gemm {
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
    blas.sgemm(
        op(transA), op(transB), m, n, k, alpha, a, offA, lda, b, offB, ldb, beta, c, offC, ldc);
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
    blas.dgemm(
        op(transA), op(transB), m, n, k, alpha, a, offA, lda, b, offB, ldb, beta, c, offC, ldc);
  }

  private static String op(boolean transpose) {
    return transpose ? "T" : "N";
  }
}
