package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void theDescriptionSaysWhatRuns() {
    String description = Blas.description();
    if (Blas.isNative()) {
      assertTrue(description.contains("native"), description);
    } else {
      assertTrue(
          description.startsWith("Kindling's Java (") && description.contains("): "), description);
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

  @ParameterizedTest
  @ValueSource(strings = {"java", "strict"})
  void javaDoesNotEvenLoadTheNativeOne(String choice) {
    Blas.Selection selection =
        Blas.select(
            choice,
            () -> {
              throw new AssertionError("loaded");
            });
    assertInstanceOf(ScalarGemm.class, selection.gemm());
    assertTrue(
        selection.description().endsWith(": kindling.blas=" + choice), selection.description());
  }

  @Test
  void autoWithoutNativeBlasIsJavaAndSaysWhy() {
    Blas.Selection selection = Blas.select("auto", NONE);
    assertInstanceOf(ScalarGemm.class, selection.gemm());
    assertTrue(selection.description().startsWith("Kindling's Java ("), selection.description());
    assertTrue(
        selection.description().endsWith(": no native OpenBLAS for vax"), selection.description());
  }

  @Test
  void javaIsOnTheVectorApiWhereThereIsOne() {
    assertInstanceOf(VectorGemm.class, Blas.select("java", NONE).gemm());
  }

  @Test
  void nativeWithoutNativeBlasIsAnError() {
    Exception e = assertThrows(BlasException.class, () -> Blas.select("native", NONE));
    assertEquals("kindling.blas=native, but no native OpenBLAS for vax", e.getMessage());
  }

  @Test
  void anotherChoiceIsAnError() {
    Exception e = assertThrows(BlasException.class, () -> Blas.select("fast", NONE));
    assertEquals("kindling.blas=fast should be auto, native, java or strict", e.getMessage());
  }
}
