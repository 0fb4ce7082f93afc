package dev.kindling.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Local files as {@code hanging:/...}, none of which can be created, or deleted, any more once the
 * file exists that the system property {@code hanging} names: the store is in its retries.
 */
public final class HangingFileSystem extends RawLocalFileSystem {

  @Override
  public String getScheme() {
    return "hanging";
  }

  @Override
  public URI getUri() {
    return URI.create("hanging:///");
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
    hang();
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    hang();
    return super.delete(path, recursive);
  }

  private static void hang() {
    while (Files.exists(java.nio.file.Path.of(System.getProperty("hanging")))) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        // as clients of stores do
      }
    }
  }
}
