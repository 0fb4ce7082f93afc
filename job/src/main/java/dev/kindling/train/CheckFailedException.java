package dev.kindling.train;

/** Training ran, but something that must hold did not: it diverged, or a check failed. */
public class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CheckFailedException(String message) {
    super(message);
  }
}
