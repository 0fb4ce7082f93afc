package dev.kindling.data.rows;

import dev.kindling.data.rows.RejectedRow.Reason;

/** A row that is no example; caught where its place is known. */
public final class BadRowException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final String column;
  private final String value;

  /**
   * What is wrong with a row.
   *
   * @param column the name or the index of the column that is wrong, or null
   * @param value what stands there, or null
   * @param message follows the row's place
   */
  public BadRowException(Reason reason, String column, String value, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.column = column;
    this.value = value;
  }

  public Reason reason() {
    return reason;
  }

  public String column() {
    return column;
  }

  String value() {
    return value;
  }

  /** As {@link RejectedRow}s give it. */
  public RejectedRow at(String file, long line, String text) {
    return new RejectedRow(file, line, reason, column, value, text);
  }
}
