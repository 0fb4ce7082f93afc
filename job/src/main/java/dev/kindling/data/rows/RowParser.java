package dev.kindling.data.rows;

import dev.kindling.features.RowEncoder;
import java.io.Serializable;

/**
 * Makes rows of the records of one input partition, in their order; not for use by several threads.
 *
 * @param <T> what a record is: a line, a row of a table
 */
public interface RowParser<T> {

  /**
   * The example that a record is, or null where it is no row at all, such as a blank line.
   *
   * @param number that an example gets
   * @throws BadRowException that says why it is none
   * @throws DataException if the whole input cannot be read as it is; names no place
   */
  RawRow parse(long number, T record) throws BadRowException;

  /** A record as it stands in its file. */
  String text(T record);

  /** How an input is parsed: makes a parser for each of its partitions. */
  interface Factory<T> extends Serializable {
    /**
     * Makes one.
     *
     * @param encoder of the cells of each row, or null where all are numbers
     */
    RowParser<T> parser(Records<T> part, RowEncoder encoder);
  }
}
