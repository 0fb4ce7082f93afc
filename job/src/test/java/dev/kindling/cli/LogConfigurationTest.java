package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code conf/log4j2.properties} hides is what it means to hide, and no more. */
class LogConfigurationTest {
  private static final String SPARK = "org.apache.spark.";

  private static final Configuration CONFIGURATION =
      ConfigurationFactory.getInstance()
          .getConfiguration(null, "test", Path.of("../conf/log4j2.properties").toUri());

  @BeforeAll
  static void read() {
    CONFIGURATION.initialize();
  }

  /** What is on standard error when that is logged. */
  private static String log(String logger, Level level, String message, Throwable failure) {
    LogEvent event =
        Log4jLogEvent.newBuilder()
            .setLoggerName(logger)
            .setLevel(level)
            .setMessage(new SimpleMessage(message))
            .setThrown(failure)
            .setTimeMillis(0)
            .build();
    LoggerConfig config = CONFIGURATION.getLoggerConfig(logger);
    StringBuilder shown = new StringBuilder();
    if (config.getLevel().isLessSpecificThan(level)) {
      for (LoggerConfig at = config; at != null; at = at.isAdditive() ? at.getParent() : null) {
        for (Appender appender : at.getAppenders().values()) {
          if (!((ConsoleAppender) appender).isFiltered(event)) {
            shown.append(appender.getLayout().toSerializable(event));
          }
        }
      }
    }
    return shown.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed to connect to master 127.0.0.1:7077",
        "Application ID is not initialized yet.",
        "Drop UnregisterApplication(null) because has not yet connected to master",
        "Lost executor 1 on 127.0.0.1: Command exited with code 137",
        "Lost task 0.0 in stage 3.0 (TID 7) (127.0.0.1 executor 1): ExecutorLostFailure (executor 1"
            + " exited)",
        "Lost task 0.0 in stage 3.0 (TID 7) (127.0.0.1 executor 1): FetchFailed(BlockManagerId(1))",
        "Lost task 0.0 in stage 3.0 (TID 7) (127.0.0.1 executor 1): TaskKilled (stage cancelled)",
        "Lost task 0.0 in stage 3.0 (TID 7) (127.0.0.1 executor 1): java.lang.OutOfMemoryError: heap",
        "Exception in task 0.0 in stage 3.0 (TID 7)",
        "Task 0 in stage 3.0 failed 4 times; aborting job",
        "Aborting task",
        "Task attempt_202611290521024303810561663806052_0008_m_000000_0 aborted.",
        "Aborting job job_202611290521024303810561663806052_0008.",
        "Exception in connection from /127.0.0.1:40000",
        "Still have 1 requests outstanding when connection from /127.0.0.1:40000 is closed",
        "Failed to send RPC RPC 1 to /127.0.0.1:40000",
        "Requesting driver to remove executor 1 due to an unexpected failure",
        "Error trying to remove broadcast 3",
        "No more replicas available for rdd_2_1 !",
        "Failed to remove broadcast 3 with removeFromMaster = true",
        "Error cleaning broadcast 3",
        "Error initializing SparkContext.",
        "Stopping a MetricsSystem that is not running",
        "Truncated the string representation of a plan since it was too large.",
        "Assume no metadata directory. Error while looking for metadata directory in the path: in."
      })
  void whatKindlingSaysInALineIsNotSaidTwice(String message) {
    assertEquals("", log(SPARK + "Any", Level.WARN, message, new IllegalStateException("trace")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exception in thread main",
        "Job 3 failed: Lost executor 1",
        "Failed to connect to 127.0.0.1:40000",
        "Failed to create directory /tmp/blockmgr",
        "Uncaught exception in thread Thread[#1,main,5,main]",
        "Dropping event from queue eventLog"
      })
  void otherFailuresStillShowWithTheirTraces(String message) {
    String shown = log(SPARK + "Any", Level.WARN, message, new IllegalStateException("its cause"));
    assertTrue(
        shown.matches(
            "(?s)\\d\\d:\\d\\d:\\d\\d WARN Any: \\Q"
                + message
                + "\\E\njava.lang.IllegalStateException: its cause\n\tat .*"),
        shown);
    assertEquals(1, shown.split("its cause", -1).length - 1, "once");
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.hadoop.util.NativeCodeLoader",
    "org.apache.spark.util.Utils",
    "org.apache.spark.storage.BlockManager",
    "org.apache.spark.storage.memory.MemoryStore"
  })
  void whatNobodyCanActOnIsAWarningAndNoError(String logger) {
    assertEquals("", log(logger, Level.WARN, "a warning", null));
    assertFalse(log(logger, Level.ERROR, "an error", null).isEmpty());
    assertFalse(log(logger + "Other", Level.WARN, "a warning", null).isEmpty());
  }

  @Test
  void aPortThatIsTakenIsALine() {
    String shown =
        log(
            SPARK + "ui.SparkUI",
            Level.ERROR,
            "Failed to bind SparkUI",
            new BindException("Address already in use"));
    assertTrue(
        shown.matches(
            "\\d\\d:\\d\\d:\\d\\d ERROR SparkUI: Failed to bind SparkUI: Address already in use\n"),
        shown);
  }

  @Test
  void kindlingIsHeardAtInfoAndSparkIsNot() {
    assertTrue(
        log("dev.kindling.session.LostExecutors", Level.INFO, "executor 1 was lost", null)
            .matches("\\d\\d:\\d\\d:\\d\\d executor 1 was lost\n"));
    assertEquals("", log(SPARK + "SparkContext", Level.INFO, "Running Spark", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"org.apache.spark.Any", "org.apache.spark.ui.SparkUI", "dev.kindling.Any"})
  void noPasswordIsLogged(String logger) {
    String text =
        "cannot read hdfs://me:Secret99@host:1/x and jdbc:x://db?user=me&password=Secret99";
    String shown = log(logger, Level.ERROR, text, new IllegalStateException(text));
    assertFalse(shown.contains("Secret99"), shown);
    assertEquals(
        2,
        shown.split("\\Qhdfs://***@host:1/x and jdbc:x://db?user=me&password=***\\E", -1).length
            - 1,
        shown);
  }
}
