package dev.kindling.data.rows;

import java.util.Iterator;

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
}
