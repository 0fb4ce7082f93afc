package dev.kindling.data.rows;

import java.io.Serializable;
import java.util.Locale;

/**
 * A row that is no example, as it stands in its file.
 *
 * @param line of its file, from 1
 * @param column the name or the index of the column that is wrong, null where the row has too many
 *     or too few
 * @param value what stands there, null where nothing does
 * @param text the whole line
 */
public record RejectedRow(
    String file, long line, Reason reason, String column, String value, String text)
    implements Serializable {

  /** Why a row is no example. */
  public enum Reason {
    OPEN_QUOTE,
    WRONG_COLUMN_COUNT,
    NO_LABEL,
    BAD_INDEX,
    EMPTY,
    NOT_A_NUMBER,
    NOT_FINITE,
    NEGATIVE,
    NEGATIVE_WEIGHT;

    /** As summaries and messages name it, such as {@code not_a_number}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
