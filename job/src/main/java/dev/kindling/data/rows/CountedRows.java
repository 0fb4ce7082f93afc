package dev.kindling.data.rows;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The good rows of one input partition, as many as a survey has found. */
public final class CountedRows implements Iterator<RawRow> {
  private final Iterator<? extends ReadRow<?>> rows;
  private final String file;
  private long left;
  private RawRow next;

  /**
   * @param file for messages
   * @param count how many there must be
   */
  public CountedRows(Iterator<? extends ReadRow<?>> rows, String file, long count) {
    this.rows = rows;
    this.file = file;
    this.left = count;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      next = rows.next().example();
    }
    if ((next == null) != (left == 0)) {
      throw new DataException(
          file + " changed while it was read: it has other rows than when they were counted");
    }
    return next != null;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RawRow row = next;
    next = null;
    left--;
    return row;
  }
}
