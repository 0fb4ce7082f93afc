package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.DataProfile.Category;
import dev.kindling.data.DataProfile.OfColumn;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataProfileTest {

  @Test
  void theMostFrequentCategoriesComeFirstAndThoseOfNoRowAreNotCounted() {
    Column city = new Column("city", Kind.ONE_HOT, 3, Missing.CATEGORY);
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");

    OfColumn profile = OfColumn.ofCategories(city, names, new long[] {2, 0, 9, 2, 1, 5, 1});

    assertEquals(20, profile.values());
    assertEquals(6, profile.categories());
    assertEquals(
        List.of(
            new Category("c", 9),
            new Category("f", 5),
            new Category("a", 2),
            new Category("d", 2),
            new Category("e", 1)),
        profile.frequent());
  }
}
