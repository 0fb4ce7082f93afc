package dev.kindling.model;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system that fails in its n-th change: creating, writing, closing or renaming a file. */
public final class BrokenFileSystem extends FilterFileSystem {
  private int changesLeft;

  public BrokenFileSystem(FileSystem fs, int failingChange) {
    super(fs);
    changesLeft = failingChange;
  }

  public boolean hasFailed() {
    return changesLeft <= 0;
  }

  private void change() throws IOException {
    if (--changesLeft == 0) {
      throw new IOException("disk full");
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    OutputStream out =
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            try {
              change();
            } catch (IOException e) {
              throw asLocalFilesThrowIt(e);
            }
            out.write(bytes, from, length);
          }

          @Override
          public void close() throws IOException {
            out.close();
            change();
          }
        },
        null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
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
