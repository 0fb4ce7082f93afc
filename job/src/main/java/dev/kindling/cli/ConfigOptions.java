package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.train.RunConfig;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that make up a configuration. */
final class ConfigOptions {
  @Option(
      names = "--conf",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, such as conf/digits.yaml.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "Reads this instead of data.train: a bundled name, file, folder or glob.")
  private String data;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key, such as training.batch_size=64; may be repeated.")
  private final List<String> assignments = new ArrayList<>();

  Path file() {
    return file;
  }

  /** Reads and checks the configuration. */
  RunConfig read() {
    return RunConfig.read(section());
  }

  /** What the file and the options say together, not checked. */
  Section section() {
    Section root = Section.parse(file.toString(), text());
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    if (data != null) {
      root = root.with("--data " + data, "data.train", data);
    }
    return root;
  }

  /** A new folder under {@code runs/}, named after the file. */
  org.apache.hadoop.fs.Path newFolder(String suffix) {
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    String now = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    return new org.apache.hadoop.fs.Path("runs/" + name + suffix + "-" + now);
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no configuration " + file + " (--conf)");
    } catch (MalformedInputException e) {
      throw new ConfigException(file + " (--conf) is not a text in UTF-8");
    } catch (IOException e) {
      throw new ConfigException(file + " (--conf) cannot be read: " + e.getMessage());
    }
  }
}
