package dev.kindling.data;

import java.util.List;

/** How messages list the names of classes or columns. */
final class Names {
  private static final int MOST = 12;

  private Names() {}

  /** All of a few names, the first of many. */
  static String shorten(List<String> names) {
    return names.size() <= MOST
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST)) + " and " + (names.size() - MOST) + " more";
  }
}
