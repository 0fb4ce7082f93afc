package dev.kindling.train;

import dev.kindling.data.DataProfile;
import dev.kindling.data.Dataset;
import dev.kindling.data.Moments;
import dev.kindling.features.Column.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of the report's data profile: one of each column, or one of all features where there are
 * no columns, and one of a label that is a number.
 */
final class ProfileRows {
  private ProfileRows() {}

  static List<Map<String, Object>> of(Dataset data) {
    List<Map<String, Object>> rows = new ArrayList<>();
    DataProfile profile = data.profile();
    if (profile != null) {
      profile.columns().forEach(column -> rows.add(row(column, data.trainingRows())));
      if (profile.features() != null) {
        rows.add(row(profile.features()));
      }
    }
    if (data.classes().names().isEmpty()) {
      rows.add(with("label", data.trainingTargets(), false));
    }
    return rows;
  }

  private static Map<String, Object> row(DataProfile.OfColumn column, long rows) {
    Map<String, Object> row =
        with(column.column().name(), column.numbers(), column.column().kind() == Kind.LOG);
    row.put("missing", rows - column.values());
    if (column.categories() > 0) {
      row.put("categories", column.categories());
      row.put(
          "frequent",
          column.frequent().stream()
              .map(category -> Map.of("category", category.name(), "rows", category.rows()))
              .toList());
    }
    return row;
  }

  private static Map<String, Object> row(DataProfile.OfFeatures features) {
    String name = features.features() + (features.features() == 1 ? " feature" : " features");
    if (features.channels() < features.features()) {
      name += " of " + features.channels() + (features.channels() == 1 ? " channel" : " channels");
    }
    if (features.constant() > 0) {
      name += ", " + features.constant() + " constant";
    }
    return with(name, features.values(), false);
  }

  /**
   * A row with the moments of numbers, where there are any.
   *
   * @param logarithms whether they are of log(1 + x); the range is of x all the same
   */
  private static Map<String, Object> with(String name, Moments moments, boolean logarithms) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    if (moments.count() > 0) {
      row.put("min", logarithms ? StrictMath.expm1(moments.min()) : moments.min());
      row.put("mean", moments.mean());
      row.put("deviation", moments.deviation());
      row.put("max", logarithms ? StrictMath.expm1(moments.max()) : moments.max());
      row.put("logarithms", logarithms);
    }
    return row;
  }
}
