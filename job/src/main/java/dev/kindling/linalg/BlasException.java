package dev.kindling.linalg;

/** The BLAS that {@code kindling.blas} asks for is not there. */
public final class BlasException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BlasException(String message, Throwable cause) {
    super(message, cause);
  }
}
