package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs commands as users do, one after another in a JVM of their own: each starts and stops a
 * Spark, which the JVM of the tests, with its shared session, cannot do. One JVM serves all tests.
 */
final class Commands implements AutoCloseable {
  private static final String QUIET = "../conf/log4j2.properties"; // Maven runs the tests in job/

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;

  /** Gives tests a {@link Commands} parameter. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Commands.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Commands.class))
          .getOrComputeIfAbsent(Commands.class, key -> new Commands(), Commands.class);
    }
  }

  /** How a command ended. */
  record Outcome(int code, String out, String err) {
    /** This outcome, if all went well and quietly. */
    Outcome done() {
      assertEquals("", err);
      assertEquals(0, code);
      return this;
    }

    void failed(int expected, String message) {
      assertEquals("kindling: " + message + "\n", err);
      assertEquals(expected, code);
    }
  }

  private Commands() {
    try {
      process =
          new ProcessBuilder(java(CommandServer.class.getName()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests = new DataOutputStream(process.getOutputStream());
    answers = new DataInputStream(process.getInputStream());
  }

  /** How to start a JVM with the classes of the tests. */
  static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + QUIET, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  Outcome run(String... arguments) {
    return runOn("local[2]", arguments);
  }

  Outcome runOn(String master, String... arguments) {
    try {
      requests.writeUTF(master);
      requests.writeInt(arguments.length);
      for (String argument : arguments) {
        requests.writeUTF(argument);
      }
      requests.flush();
      return new Outcome(answers.readInt(), text(), text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() throws IOException {
    return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    requests.writeUTF("");
    requests.close();
    process.onExit().join();
  }
}
