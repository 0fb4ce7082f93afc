package dev.kindling.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of its own for each length of vectors, which a JVM decides on when it starts. */
class VectorLengthIT {
  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64})
  void productsDoNotDependOnIt(int bytes) throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + bytes,
                "-cp",
                System.getProperty("java.class.path"),
                VectorLengthIT.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // A processor may have shorter ones only.
    int most = FloatVector.SPECIES_MAX.vectorByteSize();
    assertEquals(Math.min(bytes, most) + " " + digest(new ScalarGemm()), said);
  }

  public static void main(String[] args) {
    System.out.print(FloatVector.SPECIES_MAX.vectorByteSize() + " " + digest(new VectorGemm()));
  }

  private static int digest(Gemm gemm) {
    int digest = 0;
    for (GemmCase product :
        GemmCase.all(new int[] {2, 10, 75, 200}, new int[] {5, 12, 40}, new int[] {3, 300})) {
      digest = 31 * digest + Arrays.hashCode(product.sgemm(gemm, 0.3f, 0.7f));
    }
    return digest;
  }
}
