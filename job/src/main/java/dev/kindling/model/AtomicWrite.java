package dev.kindling.model;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Files and folders that appear whole or not at all: built beside their place and renamed. (Object
 * stores rename a folder file by file; a reader may meet half of it there, and must refuse it.)
 */
public final class AtomicWrite {

  /** Writes the files of a folder. */
  @FunctionalInterface
  public interface Files {
    void writeTo(Path folder) throws IOException;
  }

  /** Writes a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicWrite() {}

  /**
   * Makes a folder, which must not exist.
   *
   * @throws OutputException if it cannot be written; nothing is left of it then
   */
  public static void folder(FileSystem fs, Path folder, Files files) {
    write(fs, folder, files, false);
  }

  /**
   * Writes a file, in the place of one that exists.
   *
   * @throws OutputException if it cannot be written; nothing is left of it then
   */
  public static void file(FileSystem fs, Path file, Content content) {
    write(fs, file, building -> create(fs, building, content), true);
  }

  /** A new place beside another. */
  static Path beside(Path target) {
    return new Path(target.getParent(), Unfinished.name(target.getName()));
  }

  private static void write(FileSystem fs, Path place, Files files, boolean replace) {
    Path target = fs.makeQualified(place);
    Path building = beside(target);
    try {
      try {
        files.writeTo(building);
        if (!(replace && renamesOnto(fs, building, target)) && !fs.rename(building, target)) {
          throw new IOException("renaming " + building + " to it failed");
        }
      } catch (IOException | FSError | RuntimeException e) {
        discard(fs, building, e);
        throw e;
      }
    } catch (IOException | FSError e) {
      throw new OutputException(place.toString(), e);
    }
  }

  /**
   * Renames onto a file in one change where the file system does that, so that one of the two is
   * there whenever the process is killed; otherwise removes the file.
   */
  private static boolean renamesOnto(FileSystem fs, Path building, Path file) throws IOException {
    if (fs.exists(file)) {
      try {
        if (fs.rename(building, file)) {
          return true;
        }
      } catch (FileAlreadyExistsException e) { // how object stores say no
      }
      fs.delete(file, false);
    }
    return false;
  }

  /** Writes a new file, to the disk itself where the file system can. */
  public static void create(FileSystem fs, Path file, Content content) throws IOException {
    try (FSDataOutputStream out = fs.create(file, false)) {
      content.writeTo(out);
      // Without it, a power failure may leave the renamed folder with empty files.
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  /** Removes from a folder what processes that were killed have left half built. */
  public static void deleteUnfinished(FileSystem fs, Path folder) throws IOException {
    if (fs.exists(folder)) {
      for (FileStatus file : fs.listStatus(folder)) {
        if (Unfinished.isName(file.getPath().getName())) {
          fs.delete(file.getPath(), true);
        }
      }
    }
  }

  private static void discard(FileSystem fs, Path building, Throwable reason) {
    try {
      fs.delete(building, true);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
