package dev.kindling.session;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/** Where Spark keeps blocks and shuffle files: it ends the process if it cannot. */
final class SparkFolders {
  private static final String KEY = "spark.local.dir";
  private static final String VARIABLE = "SPARK_LOCAL_DIRS"; // goes before the key
  private static final String YARN_CONTAINER = "CONTAINER_ID"; // whose folders YARN has made

  private SparkFolders() {}

  /**
   * Tries to write into the folders; one that can be written is enough for Spark.
   *
   * @throws ConfigException if none can be, naming each and why
   */
  static void check(SparkConf conf, Map<String, String> environment) {
    if (environment.containsKey(YARN_CONTAINER)) {
      return;
    }
    String variable = environment.get(VARIABLE);
    String folders =
        variable != null ? variable : conf.get(KEY, System.getProperty("java.io.tmpdir"));
    List<String> reasons = new ArrayList<>();
    for (String folder : folders.split(",")) {
      String reason = reason(folder.strip());
      if (reason == null) {
        return;
      }
      reasons.add(reason);
    }
    throw new ConfigException(
        "Spark can keep no files in %s (%s): %s"
            .formatted(
                folders,
                variable != null ? VARIABLE : KEY,
                reasons.stream().distinct().collect(Collectors.joining(", "))));
  }

  /** Why a folder cannot be written, or null. */
  private static String reason(String folder) {
    try {
      Path directory = Files.createDirectories(Path.of(folder));
      Files.delete(Files.createTempDirectory(directory, "kindling-"));
      return null;
    } catch (IOException | InvalidPathException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }
}
