package dev.kindling.model;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file that a command writes where it is told to. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Writes the file, whole or not at all.
   *
   * @param option the option that names it, for messages
   * @param overwrite whether to replace a file that exists
   * @throws ConfigException if it is a folder, or exists and is to stay
   * @throws OutputException if it cannot be written
   */
  static void write(
      Configuration hadoop,
      Path file,
      String option,
      boolean overwrite,
      AtomicWrite.Content content) {
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(file.getFileSystem(hadoop));
      if (fs.exists(file) && fs.getFileStatus(file).isDirectory()) {
        throw new ConfigException(file + " (" + option + ") is a folder but must be a file");
      }
      if (fs.exists(file) && !overwrite) {
        throw new ConfigException(
            file + " (" + option + ") exists; choose another file, or --overwrite to replace it");
      }
      AtomicWrite.file(fs, file, content);
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }
}
