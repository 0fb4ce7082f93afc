package dev.kindling.model;

import java.util.Objects;

/** Which Kindling this is. */
public final class Release {
  private Release() {}

  /** The version that the build has written into the jar's manifest. */
  public static String version() {
    return Objects.requireNonNullElse(
        Release.class.getPackage().getImplementationVersion(), "(not from a jar)");
  }
}
