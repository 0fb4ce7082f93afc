package dev.kindling.cli;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.config.Wording;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.RunConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that make up a configuration. */
final class ConfigOptions {
  @Option(
      names = "--conf",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, such as conf/digits.yaml or hdfs:///conf/digits.yaml.")
  private String file;

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

  String file() {
    return file;
  }

  /** Reads and checks the configuration. */
  RunConfig read() {
    return RunConfig.read(section());
  }

  /** What the file and the options say together, not checked. */
  Section section() {
    Section root = Section.parse(file, text());
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    if (data != null) {
      root = root.with("--data " + data, "data.train", data);
    }
    return root;
  }

  /** A new folder under {@code runs/}, named after the file. */
  Path newFolder(String suffix) {
    String name = file.replaceFirst(".*/", "").replaceFirst("\\.ya?ml$", "");
    String now = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
    return new Path("runs/" + name + suffix + "-" + now);
  }

  private String text() {
    try (InputStream in = open()) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new ConfigException("there is no configuration " + file + " (--conf)" + near());
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " (--conf) is not a text in UTF-8");
    } catch (IOException e) {
      throw new ConfigException(file + " (--conf) cannot be read: " + e.getMessage());
    }
  }

  /** The file beside it that is probably meant. */
  private String near() {
    java.nio.file.Path path = java.nio.file.Path.of(file).toAbsolutePath();
    String[] names = path.getParent().toFile().list((in, name) -> name.matches(".+\\.ya?ml"));
    return Wording.nearest(
            path.getFileName().toString(), names == null ? List.of() : List.of(names))
        .map(name -> Wording.didYouMean(file.replaceFirst("[^/]*$", "") + name))
        .orElse("");
  }

  private InputStream open() throws IOException {
    if (isLocal(file)) {
      return Files.newInputStream(java.nio.file.Path.of(file));
    }
    Path path = new Path(file);
    return path.getFileSystem(SparkSettings.hadoop()).open(path);
  }

  /** Without a scheme a file is, whatever Hadoop's default is: most are written by hand. */
  static boolean isLocal(String file) {
    return !file.matches("\\w[\\w+.-]+:/.*");
  }

  /** Tells who names a configuration without the option before it to add that. */
  static IParameterExceptionHandler suggesting(IParameterExceptionHandler handler) {
    return (e, arguments) -> {
      boolean missing =
          e instanceof MissingParameterException && e.getMessage().contains("'--conf");
      Optional<String> named =
          Arrays.stream(arguments).filter(each -> each.matches("[^-=][^=]*\\.ya?ml")).findFirst();
      return handler.handleParseException(
          missing && named.isPresent()
              ? new ParameterException(
                  e.getCommandLine(),
                  e.getMessage() + Wording.didYouMean("--conf " + Typed.argument(named.get())))
              : e,
          arguments);
    };
  }
}
