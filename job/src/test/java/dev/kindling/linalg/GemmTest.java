package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each implementation beside the loop that defines a product. */
class GemmTest {
  private static final float[] FACTORS = {0, 1, 2, 0.5f};

  static Stream<Gemm> all() {
    return Stream.of(Blas.get(), new ScalarGemm(), new VectorGemm());
  }

  static Stream<Gemm> java() {
    return all().skip(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyProductIsTheLoop(Gemm gemm) {
    for (GemmCase product : GemmCase.all(new int[] {7}, new int[] {5}, new int[] {19})) {
      for (float alpha : FACTORS) {
        for (float beta : FACTORS) {
          float[] expected = product.expected(alpha, beta);
          assertArrayEquals(expected, product.sgemm(gemm, alpha, beta), 1e-5f, product::toString);
          double[] exact = product.expectedDouble(alpha, beta);
          assertArrayEquals(exact, product.dgemm(gemm, alpha, beta), 1e-13, product::toString);
        }
      }
    }
  }

  /** Of sizes about those of tiles and blocks, of one and of several of them. */
  @ParameterizedTest
  @MethodSource("java")
  void inJavaEachElementIsTheSumOfItsTermsInTheirOrder(Gemm gemm) {
    List<GemmCase> products = new ArrayList<>();
    products.addAll(
        GemmCase.all(new int[] {1, 10, 33, 64}, new int[] {1, 6, 13, 40}, new int[] {1, 8, 21}));
    products.addAll(GemmCase.all(new int[] {3, 200}, new int[] {11, 779}, new int[] {517}));
    for (GemmCase product : products) {
      assertArrayEquals(product.expected(1, 1), product.sgemm(gemm, 1, 1), product::toString);
      assertArrayEquals(
          product.expected(0.3f, 0.7f), product.sgemm(gemm, 0.3f, 0.7f), product::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("java")
  void withoutTermsOnlyBetaCounts(Gemm gemm) {
    for (GemmCase product : GemmCase.all(new int[] {5}, new int[] {3}, new int[] {0})) {
      assertArrayEquals(product.expected(1, 0.5f), product.sgemm(gemm, 1, 0.5f));
      assertArrayEquals(product.expectedDouble(1, 0.5f), product.dgemm(gemm, 1, 0.5f));
    }
  }

  @ParameterizedTest
  @MethodSource("java")
  void whatIsMultipliedByNothingIsNotRead(Gemm gemm) {
    float[] none = {Float.NaN};
    float[] c = {Float.NaN};
    gemm.sgemm(false, false, 1, 1, 1, 1, new float[] {2}, 0, 1, new float[] {3}, 0, 1, 0, c, 0, 1);
    assertEquals(6, c[0]);
    gemm.sgemm(false, false, 1, 1, 1, 0, none, 0, 1, none, 0, 1, 2, c, 0, 1);
    assertEquals(12, c[0]);
    double[] d = {Double.NaN};
    gemm.dgemm(
        false, false, 1, 1, 1, 1, new double[] {2}, 0, 1, new double[] {3}, 0, 1, 0, d, 0, 1);
    assertEquals(6, d[0]);
  }

  /** Also into the rows beside it: a tile is padded with zeros, and 0 NaN is NaN. */
  @ParameterizedTest
  @MethodSource("java")
  void aNaNSpreadsToItsRowOnly(Gemm gemm) {
    float[] a = {1, Float.NaN, 1}; // [3 x 1]
    float[] c = new float[6];
    gemm.sgemm(false, false, 3, 2, 1, 1, a, 0, 3, new float[] {1, 2}, 0, 1, 0, c, 0, 3);
    assertArrayEquals(new float[] {1, Float.NaN, 1, 2, Float.NaN, 2}, c);
  }

  @Test
  void aProductAllocatesNoRoomForItself() {
    Gemm gemm = new ScalarGemm();
    GemmCase product = new GemmCase(false, false, 64, 64, 64);
    float[] c = new float[64 * 64];
    product.sgemm(gemm, 1, 1);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    gemm.sgemm(false, false, 64, 64, 64, 1, c, 0, 64, c, 0, 64, 1, c, 0, 64);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1000, allocated + " bytes");
  }

  @Test
  void withoutAnInstructionFmaHasTheSameBits() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      float c = Float.intBitsToFloat(random.nextInt());
      assertSameFma(a, b, c);
      // Of a size where every bit counts: of all sums, a tie between two floats is the one that a
      // second rounding gets wrong.
      float x = random.nextInt(1 << 12) + 1;
      float y = Math.scalb((float) random.nextInt(1 << 24), random.nextInt(60) - 40);
      assertSameFma(x, y, random.nextInt());
      assertSameFma(x, -y, Math.scalb((float) random.nextInt(), random.nextInt(60) - 30));
    }
  }

  private static void assertSameFma(float a, float b, float c) {
    assertEquals(Math.fma(a, b, c), Fma.exact(a, b, c), () -> a + " * " + b + " + " + c);
  }
}
