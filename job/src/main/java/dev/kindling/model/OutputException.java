package dev.kindling.model;

import org.apache.hadoop.fs.FSError;

/** Output that could not be written while a job was under way, for example on a full disk. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param cause an {@code IOException}, or the {@code FSError} that Hadoop's local file system
   *     makes of one
   */
  public OutputException(String file, Throwable cause) {
    super(file + " cannot be written: " + reason(file, cause), cause);
  }

  private static String reason(String file, Throwable cause) {
    Throwable told =
        cause instanceof FSError && cause.getCause() != null ? cause.getCause() : cause;
    return told.getMessage() == null
        ? told.toString()
        : Unfinished.named(file.substring(file.lastIndexOf('/') + 1), told.getMessage());
  }
}
