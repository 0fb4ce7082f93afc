package dev.kindling.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run's result depends on, configuration and data, and how it differs from another run's.
 */
public final class Circumstances {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data";

  private Circumstances() {}

  /** What must be the same for a checkpoint, or a finished run, to fit. */
  static Map<String, Object> of(RunConfig config, String data) {
    return Map.of("configuration", configuration(config.source()), DATA, data);
  }

  /**
   * What was configured, apart from what may be changed for {@code --resume}, and from passwords.
   */
  public static Map<String, Object> configuration(Map<String, Object> source) {
    return RunConfig.without(
        RunConfig.without(Secrets.masked(source), "data", Set.of("storage")),
        "training",
        Set.of(
            "checkpoint",
            QualityGate.MIN_ACCURACY,
            QualityGate.MIN_R2,
            OnDivergence.KEY,
            "aggregation",
            "tensorboard"));
  }

  /**
   * What differs, such as {@code seed was 1 and is 2}; empty if nothing does. The data's
   * fingerprint, which is that of rows as they are dealt and scaled, counts where nothing else
   * differs.
   */
  public static String differences(Object before, Object now) {
    Map<String, String> old = leaves(Secrets.masked(before));
    Map<String, String> current = leaves(Secrets.masked(now));
    Set<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(current.keySet());
    keys.removeIf(key -> Objects.equals(old.get(key), current.get(key)));
    if (keys.size() > 1) {
      keys.remove(DATA);
    }
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      differences.add(
          "%s %s and %s"
              .formatted(
                  key,
                  old.containsKey(key) ? "was " + old.get(key) : "was not set",
                  current.containsKey(key) ? "is " + current.get(key) : "is not set"));
    }
    return String.join(", ", differences);
  }

  private static Map<String, String> leaves(Object value) {
    Map<String, String> leaves = new TreeMap<>();
    flatten("", JSON.valueToTree(value), leaves);
    return leaves;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.fields()
          .forEachRemaining(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      leaves));
    } else {
      leaves.put(path, node.toString());
    }
  }
}
