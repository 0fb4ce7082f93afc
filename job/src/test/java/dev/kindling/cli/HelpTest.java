package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.cli.ExitCodeTest.Outcome;
import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line tells of itself. */
class HelpTest {
  @TempDir Path folder;

  private static Outcome ends(int code, String... arguments) {
    Outcome outcome = ExitCodeTest.run(arguments);
    assertEquals(code, outcome.code(), outcome.err());
    return outcome;
  }

  @Test
  void theHelpOfEachCommandHasAnExampleOfIt() {
    for (String command : Kindling.commandLine().getSubcommands().keySet()) {
      String help = ends(0, command, "--help").out();
      assertTrue(help.matches("(?s).*\nExamples?:\n .*kindling " + command + ".*"), help);
    }
  }

  /** Lines are 80 long at most; picocli breaks longer ones, and what is typed then is another. */
  @Test
  void noLineOfAnExampleIsBroken() {
    Kindling.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String help = ends(0, name, "--help").out();
              for (String line : command.getCommandSpec().usageMessage().footer()) {
                assertTrue(help.contains(line + "\n") || !line.startsWith("  "), line);
              }
            });
  }

  @Test
  void textThatGoesToNoTerminalHasNoColours() {
    assertFalse(ends(0, "--help").out().contains("\u001b"));
    assertFalse(ends(2, "train").err().contains("\u001b"));
  }

  @Test
  void theVersionNamesWhatItRunsOn() {
    List<String> lines = ends(0, "--version").out().lines().toList();
    assertTrue(lines.get(0).startsWith("kindling "), lines.toString());
    assertTrue(lines.get(1).matches("Spark [34]\\..*"), lines.toString());
    assertEquals("Java " + Runtime.version(), lines.get(2));
    assertTrue(lines.get(3).startsWith("BLAS: "), lines.toString());
    assertEquals(4, lines.size());
    assertEquals(lines, ends(0, "train", "--version").out().lines().toList());
  }

  @Test
  void bashCompletesCommandsOptionsAndValues() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
    Path script = folder.resolve("completion");
    Files.writeString(script, ends(0, "completion", "bash").out());
    assertEquals(List.of("train"), complete(script, "tr"));
    assertEquals(List.of("--overwrite", "--output"), complete(script, "train", "--o"));
    assertEquals(
        List.of("classification", "regression", "images"), complete(script, "init", "--kind", ""));
    assertEquals(
        List.of("csv", "libsvm", "parquet", "sql"), complete(script, "describe", "--format", ""));
    assertEquals(List.of("true", "false"), complete(script, "describe", "--header", ""));
    assertEquals(
        List.of("validation_loss", "validation_accuracy"),
        complete(script, "tune", "--metric", ""));
    assertEquals(List.of("onnx"), complete(script, "export", "--format", ""));
  }

  /** What bash offers for the last of the words after {@code kindling}. */
  private static List<String> complete(Path script, String... words) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c"));
    command.add(
        """
        compopt() { :; } # bash has it only while it completes for a person
        source "$0"
        COMP_WORDS=(kindling "$@") COMP_CWORD=$#
        _complete_kindling
        printf '%s\\n' "${COMPREPLY[@]}"
        """);
    command.add(script.toString());
    command.addAll(List.of(words));
    Script.Result result = Script.run(command.toArray(String[]::new));
    assertEquals("", result.err());
    return result.out().lines().toList();
  }
}
