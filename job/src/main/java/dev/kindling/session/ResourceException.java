package dev.kindling.session;

/** What Spark needs of the cluster or of this machine is not to be had, at least for now. */
public final class ResourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ResourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
