package dev.kindling.model;

import dev.kindling.testing.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.hadoop.conf.Configuration;

/** The files of a model, damaged: a model or a {@link ModelException}. */
class ModelFuzzTest {
  private static final Path WHOLE = Path.of("src/test/resources/models/v1"); // from job/
  private static final String JSON = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final Path FOLDER = folder();
  private static final Configuration HADOOP = new Configuration();

  private static Path folder() {
    try {
      return Files.createTempDirectory("model-fuzz");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterContainer
  static void clean() throws IOException {
    Files.deleteIfExists(FOLDER.resolve(JSON));
    Files.deleteIfExists(FOLDER.resolve(WEIGHTS));
    Files.delete(FOLDER);
  }

  @Provide
  Arbitrary<byte[]> descriptions() throws IOException {
    return Mutations.of(Files.readAllBytes(WHOLE.resolve(JSON)));
  }

  @Provide
  Arbitrary<byte[]> weights() throws IOException {
    return Mutations.of(Files.readAllBytes(WHOLE.resolve(WEIGHTS)));
  }

  @Property
  void aDescriptionIsReadOrRefused(@ForAll("descriptions") byte[] file) throws IOException {
    read(JSON, file, WEIGHTS);
  }

  @Property
  void weightsAreReadOrRefused(@ForAll("weights") byte[] file) throws IOException {
    read(WEIGHTS, file, JSON);
  }

  private static void read(String name, byte[] damaged, String other) throws IOException {
    Files.write(FOLDER.resolve(name), damaged);
    Files.copy(WHOLE.resolve(other), FOLDER.resolve(other), StandardCopyOption.REPLACE_EXISTING);
    Mutations.read(
        damaged.length,
        () -> ModelFolder.read(HADOOP, new org.apache.hadoop.fs.Path(FOLDER.toString())),
        ModelException.class);
  }
}
