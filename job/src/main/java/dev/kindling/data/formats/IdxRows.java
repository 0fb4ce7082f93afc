package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.RawRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The rows that one task reads from an IDX file. */
final class IdxRows implements Iterator<RawRow> {
  private final IdxFile file;
  private final InputStream values;
  private final int end;
  private final byte[] labels;
  private final int from;
  private int row;

  /**
   * Opens the file until the task is over.
   *
   * @param labels of the rows {@code from} to {@code end - 1}, or null
   */
  IdxRows(IdxFile file, Configuration hadoop, int from, int end, byte[] labels) throws IOException {
    this.file = file;
    this.values = file.values(hadoop, from);
    this.from = from;
    this.end = end;
    this.labels = labels;
    this.row = from;
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  @Override
  public boolean hasNext() {
    return row < end;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] pixels = read();
    double[] features = new double[pixels.length];
    for (int j = 0; j < pixels.length; j++) {
      features[j] = pixels[j] & 0xff;
    }
    String label = labels == null ? null : IdxLabels.text(labels[row - from]);
    return new RawRow(row++, label, 1, features);
  }

  private byte[] read() {
    try {
      byte[] pixels = values.readNBytes(file.header().rowSize());
      if (pixels.length == file.header().rowSize()) {
        return pixels;
      }
      throw new DataException(
          file.name() + " changed while it was read: it now ends in row " + row);
    } catch (IOException e) {
      throw new DataException(
          file.name() + " changed while it was read: it " + InputFiles.unreadable(e), e);
    }
  }

  private void close() {
    try {
      values.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
