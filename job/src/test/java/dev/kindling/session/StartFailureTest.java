package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import java.io.FileNotFoundException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFailureTest {
  private final SparkConf given = new SparkConf(false);

  private String wrongSetting(Exception failure) {
    return assertInstanceOf(ConfigException.class, StartFailure.explain(given, failure))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[INVALID_DRIVER_MEMORY] System memory 314572800 must be at least 471859200.\nPlease", // 4.1
        "System memory 314572800 must be at least 471859200. Please increase heap size" // 3.5
      })
  void aSmallHeapIsSaidInTheUnitsOfItsSetting(String words) {
    assertEquals(
        "the heap of the driver is 300 MB but Spark needs 450 MB: set KINDLING_DRIVER_MEMORY (with"
            + " spark-submit, --driver-memory) to 512m or more",
        wrongSetting(new IllegalArgumentException(words)));
  }

  @Test
  void aSmallHeapOfExecutorsIsSaidAsWell() {
    assertEquals(
        "the heap of an executor is 300 MB but Spark needs 600 MB: set spark.executor.memory to"
            + " 601m or more",
        wrongSetting(
            new IllegalArgumentException(
                "Executor memory 314572800 must be at least 629145600. Please")));
  }

  @Test
  void aValueWhoseKeySparkDoesNotNameIsSaidWithAllSettings() {
    given.set("spark.executor.memory", "4q").set("spark.jars", "/kindling.jar");
    given.set("spark.ssl.keyPassword", "Secret99");
    assertEquals(
        "Spark does not start: Size must be specified as bytes (b). Invalid suffix: \"q\" (its"
            + " settings: spark.executor.memory=4q, spark.ssl.keyPassword=***)",
        wrongSetting(
            new NumberFormatException(
                "Size must be specified as bytes (b).\nInvalid suffix: \"q\"")));
  }

  @Test
  void aKeyThatSparkNamesNeedsNoMore() {
    given.set("spark.memory.fraction", "abc");
    NumberFormatException cause = new NumberFormatException("For input string: \"abc\"");
    assertEquals(
        "Spark does not start: Illegal value for config key spark.memory.fraction: For input"
            + " string: \"abc\"",
        wrongSetting(
            new IllegalArgumentException(
                "Illegal value for config key spark.memory.fraction: " + cause.getMessage(),
                cause)));
  }

  @Test
  void whatIsWrongWithASettingIsTheConfiguration() {
    assertEquals(
        "Spark does not start: Invalid master URL: spark://x",
        wrongSetting(new SparkException("Invalid master URL: spark://x")));
    assertEquals(
        "Spark does not start: Asked to run locally with 0 threads",
        wrongSetting(new SparkException("Asked to run locally with 0 threads")));
    assertEquals(
        "Spark does not start: FileNotFoundException: File file:/none does not exist",
        wrongSetting(new FileNotFoundException("File file:/none does not exist")));
    assertEquals(
        "Spark does not start: Exception when registering SparkListener: ClassNotFoundException: a.B",
        wrongSetting(
            new SparkException(
                "Exception when registering SparkListener", new ClassNotFoundException("a.B"))));
  }

  @Test
  void whatMayBeThereAnotherTimeIsNotTheConfiguration() {
    BindException taken = new BindException("Address already in use: Service 'sparkDriver' failed");
    assertEquals(
        "Spark does not start: BindException: " + taken.getMessage(),
        assertInstanceOf(ResourceException.class, StartFailure.explain(given, taken)).getMessage());
    SparkException ended = new SparkException("Yarn application has already ended!");
    assertInstanceOf(ResourceException.class, StartFailure.explain(given, ended));
  }

  @Test
  void aMistakeInAProgramKeepsItsTrace() {
    NullPointerException mistake = new NullPointerException();
    assertSame(mistake, StartFailure.explain(given, mistake));
  }

  @Test
  void sparkKeepsItsFilesInAnyFolderThatCanBeWritten(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    given.set("spark.local.dir", file + "/a," + folder.resolve("made"));
    SparkFolders.check(given, Map.of());
    given.set("spark.local.dir", file + "/a," + file + "/b");
    assertEquals(
        "Spark can keep no files in %1$s/a,%1$s/b (spark.local.dir): FileSystemException: %1$s/a: Not a directory, FileSystemException: %1$s/b: Not a directory"
            .formatted(file),
        noFolder(Map.of()));
    assertEquals(
        "Spark can keep no files in %1$s/c (SPARK_LOCAL_DIRS): FileSystemException: %1$s/c: Not a directory"
            .formatted(file),
        noFolder(Map.of("SPARK_LOCAL_DIRS", file + "/c")));
    SparkFolders.check(given, Map.of("SPARK_LOCAL_DIRS", folder.toString()));
    SparkFolders.check(given, Map.of("CONTAINER_ID", "1")); // in YARN neither counts
  }

  @Test
  void aJobThatFailsForTheFoldersSaysSo(@TempDir Path folder) {
    SparkException full =
        new SparkException(
            "Job aborted: Lost task 0.0: java.io.IOException: No space left on device");
    assertEquals(
        "there is no space left where Spark keeps blocks and shuffle files: %s (spark.local.dir or SPARK_LOCAL_DIRS), or on a cluster where an executor does"
            .formatted(folder),
        SparkFolders.explain(full, folder.toString()).getMessage());
    SparkException other = new SparkException("Job aborted: Lost task 0.0: a block is not there");
    assertEquals(
        folder
            + "/blockmgr is gone, where Spark kept blocks and shuffle files: something has deleted it (spark.local.dir or SPARK_LOCAL_DIRS)",
        SparkFolders.explain(other, folder.toString(), folder + "/blockmgr").getMessage());
    assertSame(other, SparkFolders.explain(other, folder.toString()));
    SparkException known = new SparkException("No space left on device", new ConfigException("x"));
    assertSame(known, SparkFolders.explain(known, folder + "/blockmgr"));
  }

  private String noFolder(Map<String, String> environment) {
    return assertThrows(ConfigException.class, () -> SparkFolders.check(given, environment))
        .getMessage();
  }
}
