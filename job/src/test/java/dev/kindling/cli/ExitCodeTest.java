package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.data.rows.DataException;
import dev.kindling.model.ModelException;
import dev.kindling.testing.Script;
import dev.kindling.train.CheckFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What ends before Spark starts, and the code of every kind of end. */
class ExitCodeTest {
  private static final String DIGITS = "../conf/digits.yaml"; // Maven runs the tests in job/

  @TempDir Path folder;

  @Test
  void everyKindOfFailureHasItsCode() {
    assertEquals(2, Kindling.exitCode(new ConfigException("")));
    assertEquals(3, Kindling.exitCode(new DataException("")));
    assertEquals(3, Kindling.exitCode(new ModelException("")));
    assertEquals(4, Kindling.exitCode(new CheckFailedException("")));
    assertEquals(1, Kindling.exitCode(new IllegalStateException()));
  }

  /** In a process of its own, as one has its BLAS once. */
  @Test
  void aBlasThatThereIsNotIsToldInALine() throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dkindling.blas=fast",
            "-cp",
            System.getProperty("java.class.path"),
            Kindling.class.getName(),
            "--version");
    Process process = java.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(out.contains("kindling.blas=fast should be auto, native, java or strict"), out);
    assertFalse(out.contains("\tat "), out);
    assertEquals(2, process.waitFor(), out);
  }

  /** As {@code --master=$MASTER} is where the variable is not set. */
  @ParameterizedTest
  @ValueSource(strings = {"--master", "--master=", "--master ''"})
  void aMasterWithoutAValueIsRefusedNotReplaced(String option) {
    Script.Result result = Script.run("bash", "-c", "scripts/kindling train " + option);
    assertEquals(
        "kindling: --master needs a value, e.g. --master spark://127.0.0.1:7077\n", result.err());
    assertEquals(2, result.exitCode());
  }

  @Test
  void aFormatThatNoTableHasIsAnsweredWithThoseThatOneCan() {
    Outcome outcome = run("describe", "--data", "rows", "--format", "cvs");
    assertTrue(
        outcome.err().contains("'--format': cvs is none of [csv, libsvm, parquet, sql]"),
        outcome.err());
    assertEquals(2, outcome.code());
  }

  @Test
  void theFolderThatOneIsInHasAName() {
    assertEquals(System.getProperty("user.dir"), Kindling.path(".").toString());
    assertEquals("runs/a", Kindling.path("./runs/a").toString());
  }

  @Test
  void memoryThatRunsOutInATaskIsSeenInWhatSparkSaysOfIt() {
    String heap = "Lost task 0.0 in stage 1.0: java.lang.OutOfMemoryError: Java heap space";
    assertTrue(Kindling.isOutOfMemory(new SparkException(heap)));
    assertTrue(Kindling.isOutOfMemory(new IllegalStateException(new OutOfMemoryError())));
    assertFalse(Kindling.isOutOfMemory(new SparkException("Lost task 0.0 in stage 1.0")));
    assertFalse(Kindling.isOutOfMemory(new IllegalStateException()));
  }

  @Command(name = "exhaust")
  static final class Exhaust implements Runnable {
    @Override
    public void run() {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  /** Not in a task, but on the thread that trains; without a trace, and not as if by a signal. */
  @Test
  void memoryThatRunsOutInACommandIsTold() {
    StringWriter err = new StringWriter();
    CommandLine kindling = Kindling.commandLine().addSubcommand(new Exhaust());
    kindling.getSubcommands().get("exhaust").setErr(new PrintWriter(err));
    assertEquals(1, Kindling.run(kindling.setErr(new PrintWriter(err)), "exhaust"));
    assertTrue(
        err.toString().matches("kindling: there is not enough memory: .*\\R"), err.toString());
  }

  @Test
  void anEndBySparkIsToldFromASignal() {
    StackTraceElement exit = new StackTraceElement("java.lang.Runtime", "exit", null, 0);
    StackTraceElement system = new StackTraceElement("java.lang.System", "exit", null, 0);
    StackTraceElement spark = new StackTraceElement("org.apache.spark.ui.SparkUI", "bind", null, 0);
    StackTraceElement kindling =
        new StackTraceElement("dev.kindling.train.StopSignal", "caught", null, 0);
    assertTrue(Kindling.isSparkExit(exit, system, spark, kindling));
    assertFalse(Kindling.isSparkExit(exit, system, kindling, spark));
    assertFalse(Kindling.isSparkExit(spark, kindling));
  }

  @Test
  void aFileSystemWithoutItsJarIsExplained() {
    Outcome outcome = run("inspect", "--model", "s3a://bucket/model");
    assertEquals(2, outcome.code, outcome.err);
    assertTrue(
        outcome.err.startsWith(
            "kindling: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found: the client of this"
                + " file system is not on the class path; for s3a add hadoop-aws"),
        outcome.err);
    assertEquals(1, outcome.err.lines().count(), outcome.err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training.batch_sise=3 | unknown key training.batch_sise; did you mean batch_size?
          training.epochs=many | training.epochs is "many" but must be a whole number
          training.batch_size=0 | training.batch_size is 0 but must be a whole number from 1
          training.optimizer.sgd.learning_rate=-1 | learning_rate is -1 but must be a number above 0
          network.layers[0].dense.units=0 | units is 0 but must be a whole number from 1
          network.layers[0].dense.units=2000000000 | a dense layer cannot have 64 inputs and 2000000000 units
          network.layers[0].dense.activation=sigmod | activation is "sigmod" but must be
          network.layers[1].dense.units=1 | must end with at least two units
          network.layers=[] | must have at least one layer
          network.input=0 | network.input is 0 but must be a whole number from 1
          data.format=cvs | data.format is "cvs" but must be one of csv, libsvm,
          data.validation=1.5 | data.validation is 1.5 but must be a number of at least 0 and below 1
          data.label=digit | must be a column index where there is no header
          """)
  void aWrongConfigurationEndsWithTwoAndSaysWhatIsLegal(String assignment, String message) {
    String extra = assignment.startsWith("data.label") ? "data.header=false" : assignment;
    Outcome outcome = run("train", "--conf", DIGITS, "--set", assignment, "--set", extra);
    assertEquals(2, outcome.code, outcome.err);
    assertTrue(outcome.err.startsWith("kindling: " + DIGITS), outcome.err);
    assertTrue(outcome.err.contains(message), outcome.err);
  }

  @Test
  void aMissingConfigurationIsNamed() {
    Outcome outcome = run("train", "--conf", "no/such.yaml");
    assertEquals(2, outcome.code);
    assertEquals("kindling: there is no configuration no/such.yaml (--conf)", outcome.err.strip());
    assertEquals(
        "kindling: there is no configuration ../conf/digits.yml (--conf); did you mean"
            + " ../conf/digits.yaml?",
        run("train", "--conf", "../conf/digits.yml").err.strip());
  }

  @Test
  void aConfigurationWithoutItsOptionIsTakenForOne() {
    Outcome outcome = run("train", DIGITS, "--output", "x.yaml");
    assertEquals(2, outcome.code);
    assertStarts(
        "Missing required option: '--conf=FILE'; did you mean --conf " + DIGITS + "?\n", outcome);
    assertStarts("Missing required option: '--conf=FILE'\n", run("train"));
    assertStarts(
        "Missing required option: '--model=DIR'", run("evaluate", "--data", "d", "x.yaml"));
  }

  @Test
  void aConfigurationWithASchemeIsOnAFileSystemOfHadoops() throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "data: {train: digits}");
    String shown = "kindling: file:" + file + ": training is missing";
    assertStarts(shown, run("train", "--conf", "file:" + file));
    assertStarts(
        "kindling: there is no configuration file:/no/such.yaml (--conf)",
        run("train", "--conf", "file:/no/such.yaml"));
    assertStarts(
        "kindling: nosuch://x.yaml (--conf) cannot be read: No FileSystem for scheme \"nosuch\"",
        run("train", "--conf", "nosuch://x.yaml"));
    Files.write(file, new byte[] {(byte) 0xff});
    assertStarts(
        "kindling: " + file + " (--conf) is not a text in UTF-8",
        run("train", "--conf", file.toString()));
  }

  private static void assertStarts(String expected, Outcome outcome) {
    assertEquals(2, outcome.code, outcome.err);
    assertTrue(outcome.err.startsWith(expected), outcome.err);
  }

  @Test
  void anExistingOutputIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Outcome outcome = run("train", "--conf", DIGITS, "--output", folder.toString());
    assertEquals(2, outcome.code);
    assertEquals(
        "kindling: "
            + folder
            + " (--output) exists and is not empty; choose another folder,"
            + " --overwrite to replace the run in it, or --resume to go on with it",
        outcome.err.strip());
    assertEquals("mine", Files.readString(folder.resolve("notes.txt")));
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Outcome outcome = run("train", "--conf", DIGITS, "--output", file + "/below");
    assertEquals(2, outcome.code);
    assertTrue(outcome.err.contains("/below (--output) cannot be written"), outcome.err);
    outcome = run("train", "--conf", DIGITS, "--output", file.toString());
    assertEquals(2, outcome.code);
    assertTrue(outcome.err.contains("is a file but must be a folder"), outcome.err);
  }

  @Test
  void aMissingModelIsNamed() {
    Outcome outcome = run("inspect", "--model", folder + "/none");
    assertEquals(3, outcome.code);
    assertTrue(outcome.err.contains(folder + "/none: does not exist"), outcome.err);
  }

  record Outcome(int code, String out, String err) {}

  static Outcome run(String... arguments) {
    PrintStream standardOut = System.out;
    PrintStream standardError = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Kindling.run(arguments);
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(standardOut);
      System.setErr(standardError);
    }
  }
}
