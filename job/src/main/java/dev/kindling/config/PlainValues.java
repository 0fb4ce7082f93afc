package dev.kindling.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies nested values into immutable maps, lists, texts, numbers, booleans and null. */
final class PlainValues {
  private static final int MAX_DEPTH = 100;

  private final Origin origin;
  private int left;

  private PlainValues(Origin origin, int maxValues) {
    this.origin = origin;
    this.left = maxValues;
  }

  /**
   * Copies a value that lies at {@code path}.
   *
   * @throws ConfigException for a value of another kind, one that contains itself, and more than
   *     {@code maxValues} values, as aliases of aliases make
   */
  static Object copy(Origin origin, String path, Object value, int maxValues) {
    return new PlainValues(origin, maxValues).copy(path, value, 0);
  }

  private Object copy(String path, Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw origin.error(path, "nested more than " + MAX_DEPTH + " levels deep");
    }
    if (--left < 0) {
      throw origin.error(path, "too many values (do aliases repeat one another?)");
    }
    if (value instanceof Map<?, ?> map) {
      return copyMap(path, map, depth);
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object item : list) {
        copy.add(copy(path + "[" + copy.size() + "]", item, depth + 1));
      }
      return Collections.unmodifiableList(copy);
    } else if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    throw origin.error(
        path, path + " must be text, a number, true or false, a list or " + Wording.MAP);
  }

  private Map<String, Object> copyMap(String path, Map<?, ?> map, int depth) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      String full = Section.join(path, key);
      if (copy.containsKey(key)) {
        throw origin.error(full, "duplicate key " + full);
      }
      copy.put(key, copy(full, entry.getValue(), depth + 1));
    }
    return Collections.unmodifiableMap(copy);
  }
}
