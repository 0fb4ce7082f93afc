package dev.kindling.session;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;

/** Where Spark keeps blocks and shuffle files: it ends the process if it cannot. */
final class SparkFolders {
  private static final String KEY = "spark.local.dir";
  private static final String VARIABLE = "SPARK_LOCAL_DIRS"; // goes before the key
  private static final String FULL = "No space left on device"; // as Linux and macOS have it
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

  /**
   * What a failure of a job is due to where it is the folders: a full disk, or somebody who deletes
   * what is in them.
   *
   * @param folders that the driver keeps files in
   */
  static Exception explain(Exception failure, String... folders) {
    List<Throwable> causes =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    if (!(failure instanceof SparkException) || causes.stream().anyMatch(SparkFolders::isKnown)) {
      return failure;
    }
    if (causes.stream().anyMatch(e -> String.valueOf(e.getMessage()).contains(FULL))) {
      return new ResourceException(
          "there is no space left where Spark keeps blocks and shuffle files: %s (%s or %s), or on a cluster where an executor does"
              .formatted(String.join(", ", folders), KEY, VARIABLE),
          failure);
    }
    return Stream.of(folders)
        .filter(folder -> !Files.isDirectory(Path.of(folder)))
        .findFirst()
        .<Exception>map(
            folder ->
                new ResourceException(
                    "%s is gone, where Spark kept blocks and shuffle files: something has deleted it (%s or %s)"
                        .formatted(folder, KEY, VARIABLE),
                    failure))
        .orElse(failure);
  }

  /** Whether an exception is Kindling's, and says itself what is the matter. */
  static boolean isKnown(Throwable e) {
    return e.getClass().getName().startsWith("dev.kindling.");
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
