package dev.kindling.train;

import dev.kindling.linalg.Precision;
import dev.kindling.testing.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** The files of a checkpoint, damaged: it is passed over, and never gone on from. */
class CheckpointsFuzzTest {
  private static final RunConfig CONFIG =
      Runs.read("conf/digits.yaml", "network.layers=[dense: {units: 10}]");
  private static final Configuration HADOOP = new Configuration(); // reads files itself
  private static final Path FOLDER = folder();
  private static final Path CHECKPOINT = FOLDER.resolve("step-000000000007");

  private static Path folder() {
    try {
      return Files.createTempDirectory("checkpoints-fuzz");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterContainer
  static void clean() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static FileSystem local() throws IOException {
    return FileSystem.getLocal(HADOOP).getRawFileSystem();
  }

  private static Checkpoints checkpoints() throws IOException {
    return new Checkpoints(
        local(),
        new org.apache.hadoop.fs.Path(FOLDER.toString()),
        CONFIG.training().checkpoint(),
        CONFIG.network(),
        Map.of("data", "rows"));
  }

  private static byte[] whole(String file) {
    try {
      if (!Files.exists(CHECKPOINT)) {
        checkpoints()
            .save(
                TrainingState.start(
                    CONFIG.network().initialize(Precision.FLOAT, 1), CONFIG.training()),
                7);
      }
      return Files.readAllBytes(CHECKPOINT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Provide
  Arbitrary<byte[]> states() {
    return Mutations.of(whole("state.json"));
  }

  @Provide
  Arbitrary<byte[]> vectors() {
    return Mutations.of(whole("optimizer0.safetensors"));
  }

  @Property
  void aStateIsReadOrPassedOver(@ForAll("states") byte[] file) throws IOException {
    isReadOnlyWhole("state.json", file);
  }

  @Property
  void aVectorIsReadOrPassedOver(@ForAll("vectors") byte[] file) throws IOException {
    isReadOnlyWhole("optimizer0.safetensors", file);
  }

  private static void isReadOnlyWhole(String name, byte[] file) throws IOException {
    byte[] whole = whole(name);
    Files.write(CHECKPOINT.resolve(name), file);
    try {
      Mutations.read(
          file.length,
          () -> {
            boolean gone = checkpoints().latest(damaged -> {}) == null;
            if (gone == Arrays.equals(whole, file)) {
              throw new AssertionError(gone ? "passed over though whole" : "read though damaged");
            }
          });
    } finally {
      Files.write(CHECKPOINT.resolve(name), whole);
    }
  }
}
