package dev.kindling.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A short run of {@code scripts/kindling}, as a person starts it. */
final class Command {
  private Command() {}

  /** Seconds of a whole command that trains one epoch on the bundled digits. */
  static double seconds(String script) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Path output = Files.createTempDirectory("kindling-bench");
    ProcessBuilder command =
        new ProcessBuilder(
                script,
                "train",
                "--conf",
                script.replaceFirst("scripts/kindling$", "conf/digits.yaml"),
                "--set",
                "training.epochs=1",
                "--overwrite",
                "--output",
                output.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    command.environment().remove("SPARK_HOME"); // of the benchmark's own Spark
    Process process = command.start();
    if (process.waitFor() != 0) {
      throw new IOException(script + " ended with exit code " + process.exitValue());
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    FileUtils.deleteDirectory(output.toFile());
    return seconds;
  }
}
