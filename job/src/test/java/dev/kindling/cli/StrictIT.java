package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The strict BLAS, for the same bits on different machines. */
class StrictIT {
  private static final String NETWORK =
      "network={input: [1, 8, 8], layers: ["
          + "conv2d: {filters: 6, kernel: 3, padding: 1, activation: tanh}, batch_norm,"
          + " max_pool2d: {size: 2}, dense: {units: 33, activation: sigmoid}, dropout: {rate: 0.2},"
          + " dense: {units: 10}]}";

  private static final String VECTORS = " --add-modules=jdk.incubator.vector";
  private static final String WARNING =
      "WARNING: Using incubator modules: jdk.incubator.vector" + System.lineSeparator();

  @TempDir Path folder;

  /**
   * Without AVX and FMA, vectors are shorter: another machine, as far as the compiler can tell.
   * With the Vector API, other code computes.
   */
  @Test
  void aMachineWithOtherVectorsTrainsTheSameBytes() throws IOException {
    byte[] weights = train("this", "");
    assertArrayEquals(
        weights, train("older", " -XX:UseAVX=0 -XX:-UseFMA -XX:MaxVectorSize=8"), "older");
    assertArrayEquals(weights, train("vectors", VECTORS), "vectors");
    assertArrayEquals(weights, train("short", VECTORS + " -XX:MaxVectorSize=16"), "short");
  }

  private byte[] train(String name, String machine) throws IOException {
    Path output = folder.resolve(name);
    Script.Result result =
        Script.run(
            Map.of("KINDLING_JAVA_OPTS", "-Dkindling.blas=strict" + machine),
            "scripts/kindling",
            "train",
            "--conf",
            "conf/digits.yaml",
            "--set",
            NETWORK,
            "--set",
            "training.optimizer=adam",
            "--set",
            "training.schedule={cosine: {}}",
            "--set",
            "training.epochs=1",
            "--output",
            output.toString());
    assertEquals(machine.contains(VECTORS) ? WARNING : "", result.err());
    assertEquals(0, result.exitCode());
    String made = Files.readString(output.resolve("model/model.json"));
    assertTrue(made.contains("\"blas\" : \"Kindling's Java ("), made);
    assertTrue(made.contains("): kindling.blas=strict\""), made);
    return Files.readAllBytes(output.resolve("model/weights.safetensors"));
  }
}
