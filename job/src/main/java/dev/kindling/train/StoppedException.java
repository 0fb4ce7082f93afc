package dev.kindling.train;

/** Training was asked to stop, and did so after saving a checkpoint. */
public final class StoppedException extends RuntimeException {
  /** What the process returns: EX_TEMPFAIL of sysexits.h. */
  public static final int EXIT_CODE = 75;

  private static final long serialVersionUID = 1;

  public StoppedException(String message) {
    super(message);
  }
}
