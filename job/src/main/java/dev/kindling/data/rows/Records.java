package dev.kindling.data.rows;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * The records of one input partition, read once: the lines of a text, the rows of a table.
 *
 * @param file the file's path for messages, which tells it from every other
 * @param unit what messages call a record: line, row
 * @param startsFile whether the first record is the file's first
 * @param records throws {@link java.io.UncheckedIOException} where a file cannot be read
 */
public record Records<T>(String file, String unit, boolean startsFile, Iterator<T> records) {
  public static final String LINE = "line";
  public static final String ROW = "row";

  /**
   * Hands every record to a reader, in order.
   *
   * @throws DataException naming the file, if it cannot be read
   */
  public void forEach(Consumer<T> reader) {
    try {
      records.forEachRemaining(reader);
    } catch (UncheckedIOException e) {
      throw new DataException(file + " " + InputFiles.unreadable(e.getCause()), e);
    }
  }
}
