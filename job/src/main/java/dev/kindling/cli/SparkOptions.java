package dev.kindling.cli;

import dev.kindling.session.SparkWork;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that run on Spark. */
final class SparkOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "The Spark to run on, such as local[2] or spark://HOST:7077 (default: local[*], or what"
              + " spark-submit is told).")
  private String master;

  private int resourceTimeout;

  @Option(
      names = "--resource-timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long to wait for the cluster to answer, and a job for it to run any of its tasks,"
              + " until the command gives up with exit code 1 (default: ${DEFAULT-VALUE}).")
  private void resourceTimeout(int seconds) {
    if (seconds < 1) {
      throw new ParameterException(
          command.commandLine(), "--resource-timeout is " + seconds + " but must be at least 1");
    }
    resourceTimeout = seconds;
  }

  /** Does a command's work on a Spark of its own. */
  void run(String application, SparkWork work) throws Exception {
    if (master != null) { // scripts/kindling has taken it out where it is given to spark-submit
      System.setProperty("spark.master", master);
    }
    SparkWork.run(application, Duration.ofSeconds(resourceTimeout), work);
  }
}
