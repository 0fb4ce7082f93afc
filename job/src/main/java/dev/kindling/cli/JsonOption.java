package dev.kindling.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of commands that have a result for programs. */
final class JsonOption {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--json",
      description =
          "Prints the result as one JSON object; what else there is to say goes to"
              + " standard error.")
  private boolean json;

  /** Whether the result is for programs. */
  boolean isOn() {
    return json;
  }

  /** Where lines for people go, which are none of the result for programs. */
  PrintWriter people() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  /** Prints maps, lists, texts, numbers, booleans and null in one line. */
  void print(Object result) {
    try {
      command.commandLine().getOut().println(JSON.writeValueAsString(result));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    command.commandLine().getOut().flush();
  }

  /** Prints the result for whom it is. */
  void print(Map<String, ?> result, String forPeople) {
    if (json) {
      print(result);
    } else {
      people().println(forPeople);
      people().flush();
    }
  }
}
