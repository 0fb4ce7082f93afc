package dev.kindling.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where values come from: a file, or an option laid over it. Without it, a bad {@code --set} would
 * be blamed on a file that does not hold the value.
 *
 * @param source the name of the file
 * @param options what the command line says, such as {@code --set a.b=1}, by the path it sets
 */
record Origin(String source, Map<String, String> options) {

  Origin with(String path, String option) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.remove(path);
    more.put(path, option);
    return new Origin(source, more);
  }

  ConfigException error(String path, String message) {
    return new ConfigException(of(path) + ": " + message);
  }

  /** Refuses an option that sets the whole of what an earlier one sets a part of. */
  void checkUndoesNone(String path, String option) {
    for (Map.Entry<String, String> earlier : options.entrySet()) {
      if (holds(path, earlier.getKey()) && !holds(earlier.getKey(), path)) {
        throw new ConfigException(
            "%s would undo %s: set the whole first, then its parts"
                .formatted(option, earlier.getValue()));
      }
    }
  }

  private String of(String path) {
    String found = source;
    for (Map.Entry<String, String> entry : options.entrySet()) {
      if (holds(entry.getKey(), path)) {
        found = source + " (" + entry.getValue() + ")";
      }
    }
    return found;
  }

  private static boolean holds(String outer, String path) {
    return (dotted(path) + ".").startsWith(dotted(outer) + ".");
  }

  /** {@code layers[0]} and {@code layers.0} are the same place. */
  private static String dotted(String path) {
    return path.replace('[', '.').replace("]", "");
  }
}
