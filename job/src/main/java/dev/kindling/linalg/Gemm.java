package dev.kindling.linalg;

/**
 * Matrix products as BLAS has them: {@code C := alpha op(A) op(B) + beta C}, where {@code op(A)} is
 * {@code [m x k]} and {@code op(B)} is {@code [k x n]}, all of them column-major. {@code op}
 * transposes or leaves alone; {@code lda} is how far apart the columns of A itself lie. C is not
 * read where beta is 0, nor are A and B where alpha is. Nothing is checked.
 */
interface Gemm {
  void sgemm(
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
      int ldc);

  void dgemm(
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
      int ldc);
}
