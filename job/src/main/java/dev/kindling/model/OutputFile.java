package dev.kindling.model;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file that a command writes where it is told to. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Writes the file, whole or not at all.
   *
   * @param option the option that names it, for messages
   * @param overwrite whether to replace a file that exists
   * @throws ConfigException if it is a folder, or exists and is to stay
   * @throws OutputException if it cannot be written
   */
  public static void write(
      Configuration hadoop,
      Path file,
      String option,
      boolean overwrite,
      AtomicWrite.Content content) {
    check(hadoop, file, option, overwrite);
    try {
      AtomicWrite.file(ModelFolder.withoutChecksumFiles(file.getFileSystem(hadoop)), file, content);
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }

  /**
   * Makes sure of a file before anything is computed for it.
   *
   * @throws ConfigException if it is a folder, or exists and is to stay
   */
  public static void check(Configuration hadoop, Path file, String option, boolean overwrite) {
    try {
      FileSystem fs = file.getFileSystem(hadoop);
      if (fs.exists(file) && fs.getFileStatus(file).isDirectory()) {
        throw new ConfigException(file + " (" + option + ") is a folder but must be a file");
      }
      if (fs.exists(file) && !overwrite) {
        throw new ConfigException(
            file + " (" + option + ") exists; choose another file, or --overwrite to replace it");
      }
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }
}
