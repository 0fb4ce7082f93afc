package dev.kindling.session;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Secrets;
import dev.kindling.sums.ByteSize;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import scala.Tuple2;

/** What to tell a person of a Spark that did not start. */
final class StartFailure {
  /** The condition INVALID_DRIVER_MEMORY or INVALID_EXECUTOR_MEMORY, as every Spark words it. */
  private static final Pattern MEMORY =
      Pattern.compile("(System|Executor) memory (\\d+) must be at least (\\d+)\\.");

  private static final Pattern MASTER =
      Pattern.compile("(?i)master url|Asked to run locally with \\S+ threads");

  /** What scripts/kindling and SparkSubmit set by themselves. */
  private static final List<String> NOT_GIVEN =
      List.of("spark.app.", "spark.jars", "spark.submit.", "spark.ui.showConsoleProgress");

  private StartFailure() {}

  /**
   * Tells a setting that cannot be right from a machine or cluster that may be another time, and
   * both from what is a mistake of Spark's or Kindling's.
   *
   * @param given the settings, without Kindling's own
   * @return a {@link ConfigException}, a {@link ResourceException} or the failure itself
   */
  static Exception explain(SparkConf given, Exception failure) {
    List<Throwable> causes =
        Stream.iterate((Throwable) failure, e -> e != null, Throwable::getCause).toList();
    String message = message(causes);
    Matcher memory = MEMORY.matcher(message);
    if (memory.find()) {
      return new ConfigException(
          memory(
              memory.group(1).equals("System"),
              Long.parseLong(memory.group(2)),
              Long.parseLong(memory.group(3))));
    }
    String line = "Spark does not start: " + message + settings(given, message);
    if (has(
            causes,
            IllegalArgumentException.class,
            ClassNotFoundException.class,
            FileNotFoundException.class,
            FileSystemException.class)
        || MASTER.matcher(message).find()) {
      return new ConfigException(line);
    }
    return has(causes, IOException.class, SparkException.class)
        ? new ResourceException(line, failure)
        : failure;
  }

  private static boolean has(List<Throwable> causes, Class<?>... kinds) {
    return causes.stream().anyMatch(e -> Arrays.stream(kinds).anyMatch(kind -> kind.isInstance(e)));
  }

  /** All that the causes say, once. */
  private static String message(List<Throwable> causes) {
    StringBuilder message = new StringBuilder();
    for (Throwable cause : causes) {
      String text = text(cause);
      if (message.indexOf(text) < 0) {
        message.append(message.isEmpty() ? "" : ": ").append(name(cause)).append(text);
      }
    }
    return message.toString();
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** The name of an exception, unless its message says it all. */
  private static String name(Throwable e) {
    return e instanceof SparkException || e instanceof IllegalArgumentException
        ? ""
        : e.getClass().getSimpleName() + ": ";
  }

  private static String memory(boolean driver, long has, long needs) {
    String more = ByteSize.megabytes(needs) <= 512 ? "512m" : ByteSize.megabytes(needs) + "m";
    return driver
        ? "the heap of the driver is %s but Spark needs %s: set KINDLING_DRIVER_MEMORY (with spark-submit, --driver-memory) to %s or more"
            .formatted(ByteSize.show(has), ByteSize.show(needs), more)
        : "the heap of an executor is %s but Spark needs %s: set spark.executor.memory to %s or more"
            .formatted(ByteSize.show(has), ByteSize.show(needs), more);
  }

  /** Spark names the value that it does not take, but often not the key that has it. */
  private static String settings(SparkConf given, String message) {
    List<Tuple2<String, String>> settings =
        Arrays.stream(given.getAll())
            .filter(setting -> NOT_GIVEN.stream().noneMatch(setting._1::startsWith))
            .sorted(Comparator.comparing(Tuple2::_1))
            .toList();
    return settings.isEmpty() || settings.stream().anyMatch(s -> message.contains(s._1))
        ? ""
        : settings.stream()
            .map(setting -> setting._1 + "=" + Secrets.masked(setting._1, setting._2))
            .collect(Collectors.joining(", ", " (its settings: ", ")"));
  }
}
