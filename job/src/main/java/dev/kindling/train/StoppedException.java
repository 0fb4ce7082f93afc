package dev.kindling.train;

/** Training was asked to stop, and did so after saving a checkpoint. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoppedException(String message) {
    super(message);
  }
}
