package dev.kindling.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Commands that are printed to be typed as they stand. */
final class Typed {
  private Typed() {}

  /**
   * The command that trains a configuration. Where Hadoop's default file system is another than the
   * local one, the file gets its scheme: without one {@code --conf} is local.
   *
   * @param file as it was written, through Hadoop's file systems
   */
  static String training(Path file, Configuration hadoop) {
    try {
      FileSystem fs = file.getFileSystem(hadoop);
      boolean local = fs.getUri().getScheme().equals("file");
      return training((local ? file : fs.makeQualified(file)).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a file system that has just been written to
    }
  }

  /** The command that trains a configuration which {@code --conf} is to name so. */
  static String training(String file) {
    return "scripts/kindling train --conf " + argument(file);
  }

  /** Quotes what a shell would take for more or less than one argument. */
  static String argument(String text) {
    return text.matches("[\\w./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
