package dev.kindling.train;

/** Training no longer computes with numbers. */
public final class DivergedException extends CheckFailedException {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
