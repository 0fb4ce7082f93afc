package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasTest {
  private static final Callable<OpenBlas> NONE =
      () -> {
        throw new UnsatisfiedLinkError("no native OpenBLAS for vax");
      };

  // netlib decides once per JVM: before a test has it decide for Java.
  @BeforeAll
  static void load() {
    Blas.get();
  }

  @ParameterizedTest
  @CsvSource({"N, N", "N, T", "T, N", "T, T"})
  void sgemmIsTheTripleLoop(String transA, String transB) {
    checkGemm(Blas.get(), transA, transB, true, 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"N, N", "N, T", "T, N", "T, T"})
  void dgemmIsTheTripleLoop(String transA, String transB) {
    checkGemm(Blas.get(), transA, transB, false, 1e-13);
  }

  @ParameterizedTest
  @CsvSource({"N, N", "N, T", "T, N", "T, T"})
  void theStrictOneIsTheTripleLoopToo(String transA, String transB) {
    BLAS strict = Blas.select("strict", NONE).blas();
    checkGemm(strict, transA, transB, true, 1e-5);
    checkGemm(strict, transA, transB, false, 1e-13);
  }

  /** In the order of the text, each product and each sum rounded. */
  @Test
  void aStrictProductIsTheSumOfItsTermsInTheirOrder() {
    Random random = new Random(1);
    float[] a = floats(random.doubles(100, -1, 1).toArray());
    float[] b = floats(random.doubles(100, -1, 1).toArray());
    float sum = 0;
    for (int l = 0; l < 100; l++) {
      sum += a[l] * b[l];
    }
    float[] c = new float[1];
    for (String transA : new String[] {"N", "T"}) {
      BLAS strict = Blas.select("strict", NONE).blas();
      strict.sgemm(
          transA, "N", 1, 1, 100, 1, a, 0, transA.equals("N") ? 1 : 100, b, 0, 100, 0, c, 0, 1);
      assertEquals(sum, c[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"N, N", "N, T", "T, N", "T, T"})
  void theFallbackIsTheTripleLoopToo(String transA, String transB) {
    BLAS java = Blas.select("java", NONE).blas();
    checkGemm(java, transA, transB, true, 1e-5);
    checkGemm(java, transA, transB, false, 1e-13);
  }

  @Test
  void theDescriptionSaysWhatRuns() {
    String description = Blas.description();
    if (Blas.isNative()) {
      assertTrue(description.contains("native"), description);
    } else {
      assertTrue(description.startsWith("netlib ") && description.contains(": "), description);
    }
    assertFalse(description.contains("\n"), description);
  }

  @ParameterizedTest
  @CsvSource({
    "HASWELL, Haswell, 'HASWELL by OPENBLAS_CORETYPE, '",
    "ZEN, , 'ZEN, '",
    "ZEN, unheard-of, 'ZEN, '",
    "'', Haswell, ''"
  })
  void theDescriptionSaysThatTheEnvironmentChoseTheKernels(
      String core, String environment, String said) {
    assertEquals(said, OpenBlas.decided(core, environment));
  }

  @Test
  void everyCallGivesTheSameBlas() {
    assertSame(Blas.get(), Blas.get());
  }

  @Test
  void javaDoesNotEvenLoadTheNativeOne() {
    Blas.Selection selection =
        Blas.select(
            "java",
            () -> {
              throw new AssertionError("loaded");
            });
    assertInstanceOf(JavaBLAS.class, selection.blas());
    assertTrue(selection.description().endsWith(": kindling.blas=java"), selection.description());
  }

  @Test
  void autoWithoutNativeBlasIsJavaAndSaysWhy() {
    Blas.Selection selection = Blas.select("auto", NONE);
    assertInstanceOf(JavaBLAS.class, selection.blas());
    assertTrue(selection.description().startsWith("netlib "), selection.description());
    assertTrue(
        selection.description().endsWith(": no native OpenBLAS for vax"), selection.description());
  }

  @Test
  void nativeWithoutNativeBlasIsAnError() {
    Exception e = assertThrows(IllegalStateException.class, () -> Blas.select("native", NONE));
    assertEquals("kindling.blas=native, but no native OpenBLAS for vax", e.getMessage());
  }

  @Test
  void anotherChoiceIsAnError() {
    Exception e = assertThrows(IllegalStateException.class, () -> Blas.select("fast", NONE));
    assertEquals("kindling.blas=fast should be auto, native, java or strict", e.getMessage());
  }

  /** C := alpha op(A) op(B) + beta C, column-major, each matrix inside a larger array. */
  private static void checkGemm(
      BLAS blas, String transA, String transB, boolean single, double tolerance) {
    int m = 7;
    int n = 5;
    int k = 19;
    int offA = 3;
    int offB = 4;
    int offC = 2;
    boolean ta = transA.equals("T");
    boolean tb = transB.equals("T");
    int lda = (ta ? k : m) + 2;
    int ldb = (tb ? n : k) + 1;
    int ldc = m + 3;
    Random random = new Random(1);
    double[] a = random.doubles(offA + lda * (ta ? m : k), -1, 1).toArray();
    double[] b = random.doubles(offB + ldb * (tb ? k : n), -1, 1).toArray();
    double[] c = random.doubles(offC + ldc * n, -1, 1).toArray();

    for (int alpha = 0; alpha <= 2; alpha++) {
      for (int beta = 0; beta <= 2; beta++) {
        double[] expected = c.clone();
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int l = 0; l < k; l++) {
              double x = a[offA + (ta ? l + i * lda : i + l * lda)];
              double y = b[offB + (tb ? j + l * ldb : l + j * ldb)];
              sum += x * y;
            }
            int at = offC + i + j * ldc;
            expected[at] = alpha * sum + beta * c[at];
          }
        }
        double[] actual;
        if (single) {
          float[] out = floats(c);
          blas.sgemm(
              transA, transB, m, n, k, alpha, floats(a), offA, lda, floats(b), offB, ldb, beta, out,
              offC, ldc);
          actual = doubles(out);
        } else {
          actual = c.clone();
          blas.dgemm(
              transA, transB, m, n, k, alpha, a, offA, lda, b, offB, ldb, beta, actual, offC, ldc);
        }
        for (int i = 0; i < expected.length; i++) {
          double scale = Math.max(1, Math.abs(expected[i]));
          assertEquals(
              expected[i], actual[i], tolerance * scale, "alpha " + alpha + ", beta " + beta);
        }
      }
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
