package dev.kindling.cli;

import java.util.Map;

/**
 * The terminal that people look at, on standard error.
 *
 * @param columns how wide it is; 0 if there is none
 * @param colours whether they want colours
 * @param unicode whether it has more than ASCII
 */
record Terminal(int columns, boolean colours, boolean unicode) {
  /** As scripts/kindling has found it. */
  static final Terminal HERE =
      of(
          Integer.getInteger("kindling.columns", 0),
          System.getenv(),
          System.getProperty("native.encoding"));

  static Terminal of(int columns, Map<String, String> environment, String encoding) {
    String noColour = environment.getOrDefault("NO_COLOR", ""); // https://no-color.org
    return new Terminal(columns, noColour.isEmpty(), "UTF-8".equalsIgnoreCase(encoding));
  }

  boolean exists() {
    return columns > 0;
  }
}
