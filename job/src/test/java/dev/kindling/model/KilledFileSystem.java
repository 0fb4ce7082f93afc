package dev.kindling.model;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file system of a process that is killed before its n-th change: from then on nothing changes
 * any more, whatever the process would do about it.
 */
final class KilledFileSystem extends ChangingFileSystem {
  private int changesLeft;

  /** In the place of what no program catches. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  KilledFileSystem(FileSystem fs, int fatalChange) {
    super(fs);
    changesLeft = fatalChange;
  }

  @Override
  void change() {
    if (--changesLeft <= 0) {
      throw new Killed();
    }
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    change();
    return super.delete(file, recursive);
  }
}
