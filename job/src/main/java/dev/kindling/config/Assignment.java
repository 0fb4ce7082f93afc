package dev.kindling.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A value to lay over nested maps, and the option of the command line that says so. */
final class Assignment {
  private static final Pattern KEY = Pattern.compile("[^.\\[\\]]+(\\[\\d+\\]|\\.[^.\\[\\]]+)*");

  private final Origin origin;
  private final String target;
  private final List<String> steps;
  private final Object value;

  /** Sets the dotted {@code key} of the map at {@code path}. */
  Assignment(Origin origin, String option, String path, String key, Object value) {
    if (!isKey(key)) {
      throw noKey(option);
    }
    this.target = Section.join(path, key);
    this.origin = origin.with(target, option);
    this.steps = List.of(key.split("[.\\[\\]]+"));
    this.value = PlainValues.copy(this.origin, target, value, Integer.MAX_VALUE);
  }

  /** Sets what {@code key=value} says; the value is YAML. */
  static Assignment parse(Origin origin, String path, String text) {
    String option = "--set " + withoutSecret(text);
    int equals = text.indexOf('=');
    String key = equals < 0 ? "" : text.substring(0, equals).strip();
    if (!isKey(key)) {
      throw noKey(option);
    }
    String target = Section.join(path, key);
    origin.checkUndoesNone(target, option);
    Object value = Yaml.parse(origin.with(target, option), target, text.substring(equals + 1));
    return new Assignment(origin, option, path, key, value);
  }

  /** A value whose key, or a key within it, sounds like a secret is not for messages. */
  private static String withoutSecret(String text) {
    int equals = text.indexOf('=');
    return equals >= 0 && Secrets.areNamed(text) ? text.substring(0, equals) + "=..." : text;
  }

  private static ConfigException noKey(String option) {
    return new ConfigException(
        option + " must be key=value with a dotted key, such as training.epochs=5");
  }

  private static boolean isKey(String key) {
    return KEY.matcher(key).matches();
  }

  Origin origin() {
    return origin;
  }

  /**
   * A copy of {@code node}, which lies at {@code path} after {@code done} steps, with the value.
   */
  Object applyTo(Object node, String path, int done) {
    if (done == steps.size()) {
      return value;
    }
    String step = steps.get(done);
    if (node instanceof List<?> list) {
      int index = index(list, step, path);
      List<Object> copy = new ArrayList<>(list);
      copy.set(index, applyTo(list.get(index), path + "[" + index + "]", done + 1));
      return Collections.unmodifiableList(copy);
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, item) -> copy.put((String) key, item));
    } else if (node != null && !node.equals(step)) { // "sgd" is short for "sgd: {}"
      throw origin.error(
          target, path + " is " + Wording.show(node) + " but must be " + Wording.MAP);
    }
    copy.put(step, applyTo(copy.get(step), Section.join(path, step), done + 1));
    return Collections.unmodifiableMap(copy);
  }

  private int index(List<?> list, String step, String path) {
    for (int i = 0; i < list.size(); i++) {
      if (step.equals(Integer.toString(i))) {
        return i;
      }
    }
    throw origin.error(
        target, path + " has " + list.size() + " items and no item " + step + ", counting from 0");
  }
}
