package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.features.CellException;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.RowEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CategoryCollectorTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("size", Kind.NONE, 1, Missing.FAIL),
          new Column("city", Kind.ONE_HOT, 2, Missing.CATEGORY));

  /** What a partition of rows with such cities finds. */
  private static List<Set<String>> found(List<String> cities) throws CellException {
    CategoryCollector collector = new CategoryCollector(COLUMNS);
    for (String city : cities) {
      collector.encode(0, "1");
      collector.encode(1, city);
    }
    return collector.found();
  }

  private static RowEncoder encoder(List<List<Set<String>>> parts) {
    List<Set<String>> all = parts.get(0);
    for (List<Set<String>> part : parts.subList(1, parts.size())) {
      for (int c = 0; c < all.size(); c++) {
        CategoryCollector.add(all.get(c), part.get(c));
      }
    }
    return CategoryCollector.encoder("a.csv", COLUMNS, all);
  }

  private static List<String> numbered(int from, int to) {
    List<String> cities = new ArrayList<>();
    for (int i = from; i < to; i++) {
      cities.add("c" + i);
    }
    return cities;
  }

  @Test
  void theCategoriesOfAllPartitionsHaveTheOrderOfTheirTexts() throws CellException {
    RowEncoder encoder =
        encoder(
            List.of(
                found(List.of("York", "NA", " Hull ")), found(List.of("Leeds", "York", "hull"))));
    assertEquals(
        List.of(List.of(), List.of("Hull", "Leeds", "York", "hull")), encoder.categories());
    assertEquals(2, encoder.encode(1, "York"));
  }

  @Test
  void thereAreTenThousandAtMost() throws CellException {
    int most = CategoryCollector.MOST;
    assertEquals(
        most,
        encoder(List.of(found(numbered(0, most / 2)), found(numbered(3, most))))
            .categories()
            .get(1)
            .size());
    String refused =
        "a.csv has more than 10,000 different values in the column city: one_hot does not go so far,"
            + " hashed does (data.columns.city)";
    for (List<List<Set<String>>> parts :
        List.of(
            List.of(found(numbered(0, most / 2)), found(numbered(3, most + 1))),
            List.of(found(numbered(0, 2 * most))))) {
      assertEquals(refused, assertThrows(DataException.class, () -> encoder(parts)).getMessage());
    }
  }
}
