package dev.kindling.model;

import dev.kindling.config.Section;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.features.FittedColumn.Numeric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns of a table as {@code model.json} has them, from format version 2 on. */
final class ColumnsJson {
  private static final String SIZE = "inputs"; // without the one that says that a value is missing

  private ColumnsJson() {}

  static List<Map<String, Object>> write(ColumnPreparation preparation) {
    return preparation.columns().stream().map(ColumnsJson::write).toList();
  }

  private static Map<String, Object> write(FittedColumn fitted) {
    Column column = fitted.column();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("kind", column.kind().toString());
    map.put("missing", column.missing().toString());
    if (fitted instanceof Numeric number) {
      map.put("shift", number.shift());
      map.put("scale", number.scale());
      map.put("fill", number.fill());
    } else {
      map.put(SIZE, column.size());
      map.put("categories", fitted.categories());
    }
    return map;
  }

  /**
   * The preparation that {@link #write} was given.
   *
   * @throws IllegalArgumentException if it makes none
   */
  static ColumnPreparation read(List<Section> columns) {
    return new ColumnPreparation(columns.stream().map(ColumnsJson::read).toList());
  }

  private static FittedColumn read(Section section) {
    String name = section.string("name");
    Kind kind = section.choice("kind", Kind.class);
    Missing missing = section.choice("missing", Missing.class);
    if (kind.isNumber()) {
      return new Numeric(
          new Column(name, kind, 1, missing),
          number(section, "shift"),
          number(section, "scale"),
          number(section, "fill"));
    }
    int size = section.integer(SIZE, 1, Integer.MAX_VALUE - 1);
    return new Categorical(new Column(name, kind, size, missing), section.strings("categories"));
  }

  private static double number(Section section, String key) {
    return section.number(key, -Double.MAX_VALUE, Double.MAX_VALUE);
  }
}
