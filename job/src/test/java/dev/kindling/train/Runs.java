package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/** Configurations for tests. */
public final class Runs {
  public static final Trainer.Listener SILENT = Trainer.Listener.SILENT;

  private Runs() {}

  /** The numbers of what is cached. */
  public static Set<Integer> cached(JavaSparkContext spark) {
    return Set.copyOf(spark.getPersistentRDDs().keySet());
  }

  /** Fails if something is cached that was not before. */
  public static void assertNoMoreCached(Set<Integer> before, JavaSparkContext spark) {
    assertTrue(before.containsAll(cached(spark)), () -> before + ", now " + cached(spark));
  }

  /** A shipped configuration with some keys changed. */
  static RunConfig read(String file, String... assignments) {
    try {
      // Maven runs the tests in job/.
      Section root = Section.parse(file, Files.readString(Path.of("..", file)));
      for (String assignment : assignments) {
        root = root.with(assignment);
      }
      return RunConfig.read(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
