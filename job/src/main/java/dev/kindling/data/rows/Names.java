package dev.kindling.data.rows;

import java.util.List;
import java.util.stream.Collectors;

/** How messages list the names of classes or columns. */
public final class Names {
  private static final int MOST = 12;
  private static final int LONGEST = 80;

  private Names() {}

  /**
   * All of a few names, the first of many; of what is hardly text, as of a packed file, a little.
   */
  public static String shorten(List<String> names) {
    String shown =
        names.stream().limit(MOST).map(Names::printable).collect(Collectors.joining(", "));
    return names.size() <= MOST ? shown : shown + " and " + (names.size() - MOST) + " more";
  }

  /** A name in a line: without control characters, and a long one cut. */
  public static String printable(String name) {
    String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    return oneLine(cut);
  }

  /** A text without line breaks and control characters, which YAML and terminals take amiss. */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }
}
