package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Spark that cannot start is one line, and leaves nothing behind. */
class SparkStartIT {
  @TempDir Path folder;

  private Script.Result train(Map<String, String> environment, String... options) {
    String[] command = {
      "scripts/kindling",
      "train",
      "--conf",
      "conf/digits.yaml",
      "--output",
      folder.resolve("run").toString()
    };
    String[] all = new String[command.length + options.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    return Script.run(environment, all);
  }

  private void assertFails(int code, String message, Script.Result result) {
    assertEquals("kindling: " + message + "\n", result.err());
    assertEquals(code, result.exitCode());
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void ofTooSmallAHeap() {
    assertFails(
        2,
        "the heap of the driver is 300 MB but Spark needs 450 MB: set KINDLING_DRIVER_MEMORY (with"
            + " spark-submit, --driver-memory) to 512m or more",
        train(Map.of("KINDLING_DRIVER_MEMORY", "300m")));
  }

  @Test
  void ofAHeapThatIsNoSize() {
    assertFails(
        2,
        "KINDLING_DRIVER_MEMORY is 4gb but must be a number and a unit, e.g. 800m or 4g",
        train(Map.of("KINDLING_DRIVER_MEMORY", "4gb")));
  }

  @Test
  void ofAnEventLogWithoutAFolder() {
    Path none = folder.resolve("none");
    assertFails(
        2,
        "Spark does not start: FileNotFoundException: File file:%1$s does not exist (its settings: spark.eventLog.dir=%1$s, spark.eventLog.enabled=true, spark.master=local[*])"
            .formatted(none),
        train(
            Map.of(
                "KINDLING_JAVA_OPTS",
                "-Dspark.eventLog.enabled=true -Dspark.eventLog.dir=" + none)));
  }

  @Test
  void ofNoFolderForItsFiles() {
    assertFails(
        2,
        "Spark can keep no files in /dev/null/a (spark.local.dir): FileSystemException:"
            + " /dev/null/a: Not a directory",
        train(Map.of("KINDLING_JAVA_OPTS", "-Dspark.local.dir=/dev/null/a")));
  }

  @Test
  void ofNoSuchMaster() {
    assertFails(
        2,
        "Spark does not start: Could not parse Master URL: 'local[x]' (its settings:"
            + " spark.master=local[x])",
        train(Map.of(), "--master", "local[x]"));
    assertFails(
        2,
        "--master is sprk://x:7077 but must be e.g. local[2] or spark://127.0.0.1:7077 (with"
            + " SPARK_HOME also yarn or k8s://...)",
        train(Map.of(), "--master", "sprk://x:7077"));
  }

  @Test
  void ofAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String only = taken.getLocalPort() + " -Dspark.port.maxRetries=0";
      Script.Result driver = train(Map.of("KINDLING_JAVA_OPTS", "-Dspark.driver.port=" + only));
      assertTrue(
          driver
              .err()
              .matches(
                  "kindling: Spark does not start: BindException: .*Service 'sparkDriver' failed"
                      + " after 0 retries .*\n"),
          driver.err());
      assertEquals(1, driver.exitCode()); // it may be free another time
      Script.Result ui =
          train(Map.of("KINDLING_JAVA_OPTS", "-Dspark.ui.enabled=true -Dspark.ui.port=" + only));
      assertTrue(
          ui.err()
              .matches(
                  ".* ERROR SparkUI: Failed to bind SparkUI: .*Service 'SparkUI' failed .*\n"
                      + "kindling: Spark ended the process, see above\n"),
          ui.err());
      assertEquals(1, ui.exitCode());
    }
  }
}
