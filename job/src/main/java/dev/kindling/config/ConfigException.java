package dev.kindling.config;

/** A configuration that can't be used; its message is finished and meant for the user. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
