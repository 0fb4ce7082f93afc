package dev.kindling.data.rows;

import dev.kindling.features.Column;
import dev.kindling.features.RowEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the cells of an input partition, and collects the categories in them. */
final class CategoryCollector extends RowEncoder {
  private static final long serialVersionUID = 1;

  /** How many different values a column of categories can have. */
  static final int MOST = 10_000;

  private final List<Set<String>> found = new ArrayList<>();

  CategoryCollector(List<Column> columns) {
    super(columns);
    columns.forEach(column -> found.add(new HashSet<>()));
  }

  @Override
  protected int code(int column, String text) {
    if (found.get(column).size() <= MOST) {
      found.get(column).add(text);
    }
    return UNKNOWN; // until all partitions are known
  }

  /** The categories of each column: all of them, or one more than there can be. */
  List<Set<String>> found() {
    return found;
  }

  /** Adds the categories of another partition, as far as there can be so many. */
  static void add(Set<String> categories, Set<String> others) {
    for (String text : others) {
      if (categories.size() > MOST) {
        return;
      }
      categories.add(text);
    }
  }

  /**
   * An encoder that knows the categories of all partitions, in the order of their texts.
   *
   * @param input what the user calls it
   * @param found in each column, by all partitions; nothing if there are none
   * @throws DataException if a column has too many
   */
  static RowEncoder encoder(String input, List<Column> columns, List<Set<String>> found) {
    List<List<String>> categories = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      Set<String> all = found.isEmpty() ? Set.of() : found.get(c);
      if (all.size() > MOST) {
        throw new DataException(
            "%s has more than %,d different values in the column %s: one_hot does not go so far, hashed does (data.columns.%s)"
                .formatted(input, MOST, columns.get(c).name(), columns.get(c).name()));
      }
      categories.add(all.stream().sorted().toList());
    }
    return new RowEncoder(columns, categories);
  }
}
