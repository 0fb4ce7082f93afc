package dev.kindling.config;

/**
 * A key that a reader asked for.
 *
 * @param path its full name
 * @param legal what its value must be, such as {@code a number above 0}; null where readers asked
 *     only whether it is there
 * @param defaultValue what it is when absent; null for nothing
 * @param required whether it must be there
 */
public record Key(String path, String legal, Object defaultValue, boolean required) {

  /** What two questions for the same key say together: the first that says something decides. */
  Key or(Key later) {
    return new Key(
        path,
        legal == null ? later.legal : legal,
        defaultValue == null ? later.defaultValue : defaultValue,
        required && later.required);
  }

  Key within(String section) {
    return new Key(Section.join(section, path), legal, defaultValue, required);
  }
}
