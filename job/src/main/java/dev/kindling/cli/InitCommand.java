package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "init",
    description = "Writes a configuration to start from, with comments, that trains as it is.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  kindling init --output my.yaml",
      "  kindling init --kind images | less"
    })
final class InitCommand implements Callable<Integer> {
  /** What is to be learned. */
  enum Kind {
    CLASSIFICATION,
    REGRESSION,
    IMAGES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "classification",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Kind kind;

  @Option(
      names = "--output",
      paramLabel = "FILE.yaml",
      description = "The local file to write; it must not exist (default: standard output).")
  private Path output;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    if (output == null) {
      out.print(text(kind, "FILE.yaml"));
    } else {
      write(text(kind, output.toString()));
      out.println("configuration: " + output);
      out.println("train it: " + Typed.training(output.toString()));
    }
    out.flush();
    return 0;
  }

  /** The configuration, which says how to train what is in that file. */
  static String text(Kind kind, String file) {
    try (InputStream in = InitCommand.class.getResourceAsStream(kind + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{file}", Typed.argument(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    if (!ConfigOptions.isLocal(output.toString())) {
      throw new ConfigException(output + " (--output) must be a local file");
    }
    try {
      Path folder = output.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Files.writeString(output, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ConfigException(output + " (--output) exists already; name another file");
    } catch (IOException e) {
      throw new ConfigException(output + " (--output) cannot be written: " + e.getMessage());
    }
  }
}
