package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.testing.LocalCluster;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar, as users start it. */
class ClusterIT {
  private static final String WEIGHTS = "model/weights.safetensors";

  @TempDir Path folder;

  @Test
  void oneCoreTwoCoresAndAClusterOfTwoExecutorsGiveTheSameBytes() throws IOException {
    Path one = train("one", "--master", "local[1]");
    Path four = train("four", "--master", "local[4]");
    Path remote;
    try (LocalCluster cluster = LocalCluster.start()) {
      remote = train("cluster", "--master", cluster.master());
    }
    byte[] expected = Files.readAllBytes(one.resolve(WEIGHTS));
    assertArrayEquals(expected, Files.readAllBytes(four.resolve(WEIGHTS)));
    assertArrayEquals(expected, Files.readAllBytes(remote.resolve(WEIGHTS)));
  }

  private Path train(String name, String... arguments) {
    Path output = folder.resolve(name);
    Script.Result result =
        Script.run(
            Map.of(),
            Stream.concat(
                    Stream.of(
                        "scripts/kindling",
                        "train",
                        "--conf",
                        "conf/digits.yaml",
                        "--set",
                        "training.epochs=2",
                        "--output",
                        output.toString()),
                    Stream.of(arguments))
                .toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("", result.err());
    return output;
  }
}
