package dev.kindling.model;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system that may do something in the place of each change of a file. */
abstract class ChangingFileSystem extends FilterFileSystem {
  ChangingFileSystem(FileSystem fs) {
    super(fs);
  }

  /** A file is about to be created or renamed. */
  abstract void change() throws IOException;

  /** A file is about to be written. */
  void write() throws IOException {
    change();
  }

  /** A file has been closed. */
  void closed() throws IOException {}

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
            ChangingFileSystem.this.write();
            out.write(bytes, from, length);
          }

          @Override
          public void close() throws IOException {
            out.close();
            closed();
          }
        },
        null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }
}
