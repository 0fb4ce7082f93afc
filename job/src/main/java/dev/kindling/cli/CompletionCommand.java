package dev.kindling.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Prints a script that lets a shell complete commands and options.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  source <(kindling completion bash)",
      "  source <(kindling completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Of one script, which zsh reads as bash does. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    CommandLine kindling = command.root().commandLine();
    kindling.getOut().println(AutoComplete.bash(command.root().name(), kindling));
    kindling.getOut().flush();
    return 0;
  }
}
