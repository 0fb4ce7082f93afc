package dev.kindling.model;

import java.io.IOException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;

/** A file system that fails in its n-th change: creating, writing, closing or renaming a file. */
public final class BrokenFileSystem extends ChangingFileSystem {
  private int changesLeft;

  public BrokenFileSystem(FileSystem fs, int failingChange) {
    super(fs);
    changesLeft = failingChange;
  }

  public boolean hasFailed() {
    return changesLeft <= 0;
  }

  @Override
  void change() throws IOException {
    if (--changesLeft == 0) {
      throw new IOException("disk full");
    }
  }

  @Override
  void write() throws IOException {
    try {
      change();
    } catch (IOException e) {
      throw asLocalFilesThrowIt(e);
    }
  }

  @Override
  void closed() throws IOException {
    change();
  }

  /** What Hadoop's local file system makes of a full disk: an Error that only it can make. */
  private static FSError asLocalFilesThrowIt(IOException e) {
    try {
      var constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(e);
    } catch (ReflectiveOperationException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
