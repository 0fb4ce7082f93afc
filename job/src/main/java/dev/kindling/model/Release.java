package dev.kindling.model;

import java.util.Objects;

/** Which Kindling this is. */
public final class Release {
  private Release() {}

  /** The version that the build has written into the jar's manifest; without a jar a word. */
  public static String version() {
    return Objects.requireNonNullElse(
        Release.class.getPackage().getImplementationVersion(), "development");
  }
}
