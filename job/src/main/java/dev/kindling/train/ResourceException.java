package dev.kindling.train;

/** The cluster has nothing to run a job on. */
public final class ResourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ResourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
