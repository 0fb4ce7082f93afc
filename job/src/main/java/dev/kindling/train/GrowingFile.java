package dev.kindling.train;

import dev.kindling.model.OutputException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file that others read while it grows, on any file system of Hadoop's. */
final class GrowingFile implements AutoCloseable {
  private final Path path;
  private final FSDataOutputStream out;

  /** Starts a file, in the place of one that exists. */
  GrowingFile(FileSystem fs, Path path) {
    this.path = path;
    try {
      out = fs.create(path, true);
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  /** Appends bytes, for others to read at once. */
  void append(byte[] bytes) {
    try {
      out.write(bytes);
      out.hflush();
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }
}
