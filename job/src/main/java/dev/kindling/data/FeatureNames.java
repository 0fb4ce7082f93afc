package dev.kindling.data;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
import dev.kindling.model.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of the columns that features come from, as far as an input has any. Where all columns
 * are features they are taken in the input's order, so one with its columns in another order would
 * be measured or predicted as something that it is not, without a word.
 */
public final class FeatureNames {
  private static final String KEY = "feature_names";

  private FeatureNames() {}

  /** How the rows of a model were read, with the names of their features if they have any. */
  public static Map<String, Object> into(Map<String, Object> format, List<String> names) {
    Map<String, Object> all = new LinkedHashMap<>(format);
    if (!names.isEmpty()) {
      all.put(KEY, names);
    }
    return all;
  }

  /**
   * Refuses rows with other features than those that a model was trained on.
   *
   * @throws DataException naming the first feature that is another
   */
  public static void check(String input, List<String> names, Model model, String whose) {
    if (model.data().get(KEY) instanceof List<?> expected) {
      check(input, names, expected.stream().map(String::valueOf).toList(), whose);
    }
  }

  /** Refuses rows with other features than those; without names on both sides any will do. */
  static void check(String input, List<String> names, List<String> expected, String whose) {
    if (names.isEmpty() || expected.isEmpty()) {
      return;
    }
    if (names.size() != expected.size()) {
      throw new DataException(
          "%s has %s (%s) but %s has %d (%s)"
              .formatted(
                  input,
                  Wording.counted(names.size(), "feature column"),
                  Names.shorten(names),
                  whose,
                  expected.size(),
                  Names.shorten(expected)));
    }
    for (int j = 0; j < names.size(); j++) {
      if (!names.get(j).equals(expected.get(j))) {
        throw new DataException(
            "%s has \"%s\" for feature %d but %s has \"%s\": columns must have the names and the order of those that were trained on"
                .formatted(input, names.get(j), j, whose, expected.get(j)));
      }
    }
  }
}
