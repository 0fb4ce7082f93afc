package dev.kindling.data.rows;

/** The data are missing or not what they should be; the message says where and what is expected. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
