package dev.kindling.data;

import dev.kindling.config.Section;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which columns of a table, by their names, are no features.
 *
 * @param label the label's
 * @param weight that of what each row counts in training, or null
 */
public record TableRoles(String label, String weight) implements Serializable {

  /** Reads {@code data.label} and {@code weight}. */
  static TableRoles read(Section data) {
    String label = data.string("label");
    String weight = data.string("weight", null);
    if (label.equals(weight)) {
      throw data.error("weight", "must be another column than the label (data.label)");
    }
    return new TableRoles(label, weight);
  }

  /** The section that this was read from. */
  Map<String, Object> toMap(String format) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", format);
    map.put("label", label);
    if (weight != null) {
      map.put("weight", weight);
    }
    return map;
  }
}
