package dev.kindling.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keys of a section that its readers asked for, which makes them the legal ones. */
final class AskedKeys {
  private final Map<String, Key> keys = new TreeMap<>();

  /**
   * Adds a key; one that is known keeps what is known of it.
   *
   * @param legal what its value must be, null where the reader only asks whether it is there
   * @param defaultValue null for none
   */
  void add(String key, String legal, Object defaultValue, boolean optional) {
    keys.merge(key, new Key(key, legal, defaultValue, !optional), Key::or);
  }

  boolean contains(String key) {
    return keys.containsKey(key);
  }

  List<Key> keys(String path) {
    return keys.values().stream().map(key -> key.within(place(path))).toList();
  }

  /** A path without the indices of lists. */
  static String place(String path) {
    return path.replaceAll("\\[\\d+\\]", "[]");
  }

  /** What to say to a key that is none of them. */
  String insteadOf(String key) {
    if (keys.isEmpty()) {
      return "; no key is legal here";
    }
    return Wording.nearest(key, keys.keySet()).map(Wording::didYouMean).orElse("")
        + " (legal here: "
        + String.join(", ", keys.keySet())
        + ")";
  }
}
