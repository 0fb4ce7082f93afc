package dev.kindling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands in processes of their own, from the top of the repository. */
public final class Script {
  /** The top of the repository. */
  public static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize().getParent();

  private static final long MINUTES = 5;

  private Script() {}

  /**
   * What a finished process left.
   *
   * @param exitCode its exit code
   * @param out its standard output
   * @param err its standard error
   */
  public record Result(int exitCode, String out, String err) {}

  /** Runs a command to its end. */
  public static Result run(String... command) {
    return run(Map.of(), command);
  }

  /**
   * Runs a command to its end.
   *
   * @param environment set in addition to what this process has
   * @throws IllegalStateException if it takes longer than five minutes
   */
  public static Result run(Map<String, String> environment, String... command) {
    try {
      Path out = Files.createTempFile("kindling-", ".out");
      Path err = Files.createTempFile("kindling-", ".err");
      try {
        // Files, not pipes: a daemon that the script leaves behind would keep a pipe open.
        ProcessBuilder builder =
            new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new IllegalStateException(
              "%s took longer than %d minutes: %s"
                  .formatted(List.of(command), MINUTES, Files.readString(err)));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
