package dev.kindling.model;

import dev.kindling.config.ConfigException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;

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
    checkName(hadoop, file, option, overwrite);
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
   * @throws OutputException if no file can be made there
   */
  public static void check(Configuration hadoop, Path file, String option, boolean overwrite) {
    checkName(hadoop, file, option, overwrite);
    try {
      checkPlace(file.getFileSystem(hadoop), file);
    } catch (IOException | FSError e) {
      throw new OutputException(file.toString(), e);
    }
  }

  /** Makes a file, and removes it, in the folder or the nearest one above it that there is. */
  private static void checkPlace(FileSystem fs, Path file) throws IOException {
    Path folder = fs.makeQualified(file).getParent();
    while (folder != null && !fs.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IOException(fs.getUri() + " has no folder for it, not even a root");
    }
    String name = folder.toUri().getPath();
    if (!fs.getFileStatus(folder).isDirectory()) {
      throw new IOException(name + " is a file, no folder");
    }
    if (!(fs instanceof LocalFileSystem local)) {
      fs.access(folder, FsAction.WRITE); // an object store may not let files be removed
      return;
    }
    File tried = local.pathToFile(AtomicWrite.beside(new Path(folder, file.getName())));
    try {
      Files.createFile(tried.toPath());
      Files.delete(tried.toPath());
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "" : " (" + e.getReason() + ")";
      throw new IOException("no file can be made in " + name + reason, e);
    }
  }

  private static void checkName(Configuration hadoop, Path file, String option, boolean overwrite) {
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
