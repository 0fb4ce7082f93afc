package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Refuses to make features of the label or the weight. */
  void checkColumns(Section section, List<Column> columns) {
    for (Column column : columns) {
      if (column.name().equals(label) || column.name().equals(weight)) {
        throw section.error(
            column.name(), "must be left out: it is the column of data.label or data.weight");
      }
    }
  }
}
