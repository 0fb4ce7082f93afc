package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import dev.kindling.data.rows.DataException;
import dev.kindling.linalg.Blas;
import dev.kindling.linalg.BlasException;
import dev.kindling.model.ModelException;
import dev.kindling.model.OutputException;
import dev.kindling.model.Release;
import dev.kindling.session.ResourceException;
import dev.kindling.train.CheckFailedException;
import dev.kindling.train.StoppedException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;

/** The main class: {@code kindling train --conf conf/digits.yaml}. */
@Command(
    name = "kindling",
    description = "Trains neural networks on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Kindling.Version.class,
    subcommands = {
      InitCommand.class,
      DescribeCommand.class,
      TrainCommand.class,
      TuneCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      GradcheckCommand.class,
      InspectCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ReferenceCommand.class,
      CompletionCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  kindling train --conf conf/digits.yaml --output runs/digits",
      "  kindling train --help"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:unexpected failure",
      "2:bad arguments or configuration",
      "3:bad data or model files",
      "4:a check did not hold (gradient check, diverged training, a model below the quality gate)",
      "75:stopped by a signal after saving a checkpoint; run again with --resume"
    })
public final class Kindling {
  private static final int UNEXPECTED = 1;
  private static final int BAD_ARGUMENTS = 2;
  private static final int BAD_DATA = 3;
  private static final int CHECK_FAILED = 4;

  private static final String OUT_OF_MEMORY =
      "there is not enough memory: give the driver more (KINDLING_DRIVER_MEMORY=4g) or, on a"
          + " cluster, the executors (spark.executor.memory); or take a smaller batch_size or network,"
          + " or more partitions";

  private Kindling() {}

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // pictures go to files
    System.setOut(utf8(System.out)); // JSON, configurations and pages, whatever the locale
    System.setErr(utf8(System.err));
    AtomicBoolean done = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!done.get()) {
                    System.err.println(
                        "kindling: "
                            + (isEndedBySpark()
                                ? "Spark ended the process, see above"
                                : "stopped by a signal before it was done"));
                  }
                }));
    int code = run(arguments);
    done.set(true);
    System.exit(code);
  }

  private static PrintStream utf8(PrintStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private static boolean isEndedBySpark() {
    return Thread.getAllStackTraces().values().stream().anyMatch(Kindling::isSparkExit);
  }

  /** Whether a thread is where Spark ends the process. */
  static boolean isSparkExit(StackTraceElement... frames) {
    int exit = 0;
    while (exit < frames.length && !frames[exit].getMethodName().equals("exit")) {
      exit++;
    }
    return Arrays.stream(frames)
        .skip(exit)
        .filter(frame -> !frame.getClassName().startsWith("java.lang."))
        .findFirst()
        .filter(frame -> frame.getClassName().startsWith("org.apache.spark."))
        .isPresent();
  }

  /** Runs a command and returns its exit code. */
  static int run(String... arguments) {
    return run(commandLine(), arguments);
  }

  static int run(CommandLine kindling, String... arguments) {
    try {
      return kindling.execute(arguments);
    } catch (Error e) { // picocli hands on exceptions only
      return fail(e, kindling);
    }
  }

  static CommandLine commandLine() {
    CommandLine kindling = new CommandLine(new Kindling());
    kindling
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return kindling
        .setOut(MaskingWriter.on(System.out))
        .setErr(MaskingWriter.on(System.err))
        .registerConverter(Path.class, Kindling::path)
        .registerConverter(InitCommand.Kind.class, byName(InitCommand.Kind.values()))
        .registerConverter(CompletionCommand.Shell.class, byName(CompletionCommand.Shell.values()))
        .setColorScheme(
            Help.defaultColorScheme(Terminal.HERE.exists() ? Help.Ansi.AUTO : Help.Ansi.OFF))
        .setParameterExceptionHandler(
            ConfigOptions.suggesting(kindling.getParameterExceptionHandler()))
        .setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
  }

  /** A path whose name can be printed: Hadoop has none for the folder that one is in. */
  static Path path(String text) {
    Path path = new Path(text);
    return path.toString().isEmpty() ? new Path(System.getProperty("user.dir")) : path;
  }

  /** Takes a constant as it prints. */
  private static <E extends Enum<E>> CommandLine.ITypeConverter<E> byName(E[] constants) {
    return name ->
        Arrays.stream(constants)
            .filter(constant -> constant.toString().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandLine.TypeConversionException(
                        name + " is none of " + Arrays.toString(constants)));
  }

  private static int fail(Throwable e, CommandLine command) {
    if (ShutdownHookManager.get().isShutdownInProgress()) {
      return UNEXPECTED; // main says so, and the signal decides what the process returns
    }
    if (isOutOfMemory(e)) {
      command.getErr().println("kindling: " + OUT_OF_MEMORY);
      return UNEXPECTED;
    }
    String scheme = missingFileSystem(e);
    if (scheme != null) {
      command.getErr().println("kindling: " + scheme);
      return BAD_ARGUMENTS;
    }
    Throwable known = e;
    while (known != null && exitCode(known) == UNEXPECTED && !isExplained(known)) {
      known = known.getCause(); // Spark wraps what a task throws
    }
    if (known != null) {
      command.getErr().println("kindling: " + shown(known.getMessage()));
      return exitCode(known);
    }
    command.getErr().println("kindling: unexpected failure; please report it with what follows");
    e.printStackTrace(command.getErr());
    return UNEXPECTED;
  }

  /**
   * What people are shown of a message: Hadoop's servers put the trace of their stack into it, and
   * their clients keep it.
   */
  private static String shown(String message) {
    return message.replaceFirst("(?s)\\n\\tat .*", "");
  }

  /**
   * What to do where Hadoop knows the class of a file system but has no jar with it, or null; it
   * throws a bare RuntimeException then.
   */
  static String missingFileSystem(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClassNotFoundException
          && String.valueOf(cause.getMessage()).matches("Class \\S*FileSystem not found")) {
        return cause.getMessage()
            + ": the client of this file system is not on the class path; for s3a add hadoop-aws of"
            + " Hadoop's version (spark-submit --packages org.apache.hadoop:hadoop-aws:VERSION)";
      }
    }
    return null;
  }

  /** Spark keeps of what a task throws only the text. */
  static boolean isOutOfMemory(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError
          || cause instanceof SparkException
              && cause.getMessage().contains(OutOfMemoryError.class.getName())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the message of an unexpected failure says it all. */
  private static boolean isExplained(Throwable e) {
    return e instanceof OutputException || e instanceof ResourceException;
  }

  static int exitCode(Throwable e) {
    if (e instanceof ConfigException || e instanceof BlasException) {
      return BAD_ARGUMENTS;
    }
    if (e instanceof DataException || e instanceof ModelException) {
      return BAD_DATA;
    }
    if (e instanceof StoppedException) {
      return StoppedException.EXIT_CODE;
    }
    return e instanceof CheckFailedException ? CHECK_FAILED : UNEXPECTED;
  }

  /** The version that the build wrote into the jar's manifest, and what it runs on. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "kindling " + Release.version(),
        "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        "Java " + Runtime.version(),
        "BLAS: " + Blas.description()
      };
    }
  }
}
