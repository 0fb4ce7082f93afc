package dev.kindling.data.rows;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The rows of one input partition, parsed as they are taken. Good rows are numbered one after the
 * other, as if the bad ones were not there.
 */
public final class RowReader<T> implements Iterator<ReadRow<T>> {
  private final Iterator<T> records;
  private final RowParser<T> parser;
  private long count;
  private long number;
  private ReadRow<T> next;

  /**
   * @param firstNumber the number of the first good row
   */
  public RowReader(Records<T> part, RowParser<T> parser, long firstNumber) {
    this.records = part.records();
    this.parser = parser;
    this.number = firstNumber;
  }

  /** How many records have been read. */
  public long count() {
    return count;
  }

  /**
   * Reads on to the next row.
   *
   * @throws DataException if the whole input cannot be read as it is, for the last record read
   */
  @Override
  public boolean hasNext() {
    while (next == null && records.hasNext()) {
      next = read(records.next());
    }
    return next != null;
  }

  /** A record as a row, or null where it is none. */
  private ReadRow<T> read(T record) {
    long place = count++;
    try {
      RawRow example = parser.parse(number, record);
      if (example == null) {
        return null;
      }
      number++;
      return new ReadRow<>(place, record, example, null);
    } catch (BadRowException e) {
      return new ReadRow<>(place, record, null, e);
    }
  }

  @Override
  public ReadRow<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ReadRow<T> row = next;
    next = null;
    return row;
  }
}
