package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableLayout;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.rows.DataException;
import dev.kindling.nn.Loss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartingConfigTest {
  private static ColumnProfile text(String name, Map<String, Long> counts) {
    long present = counts.values().stream().mapToLong(count -> count).sum();
    return new ColumnProfile(name, null, false, false, present, 0, 0, null, Double.NaN, counts);
  }

  private static RunConfig read(ColumnProfile label, boolean header, ColumnProfile... columns) {
    TableProfile table =
        new TableProfile("a b.csv", new TableLayout.Csv(header, '\t'), 100, 0, List.of(columns));
    return RunConfig.read(Section.parse("x.yaml", StartingConfig.of(table, label, "why")));
  }

  private static final Map<String, Long> ANSWERS = Map.of("yes", 98L, "no", 2L);

  @Test
  void namesThatYamlTakesForSomethingElseAreQuoted() {
    ColumnProfile label = text("yes: #", ANSWERS);
    RunConfig config =
        read(label, true, text("null", ANSWERS), text("a: {b", ANSWERS), label, text("", ANSWERS));
    assertEquals("a b.csv", config.data().train());
    assertEquals(
        List.of("null", "a: {b", ""),
        config.data().columns().stream().map(column -> column.name()).toList());
    assertEquals(6, config.network().inputShape().size());
    assertEquals(2, config.network().classes());
    assertEquals("yes: #", config.data().format().toMap().get("label"));
    assertEquals("\t", config.data().format().toMap().get("delimiter"));
    assertTrue(config.training().classWeights() != null, "of 2 and 98 rows");
  }

  @Test
  void withoutAHeaderColumnsAreIndices() {
    ColumnProfile label = text("1", ANSWERS);
    RunConfig config = read(label, false, text("0", Map.of("a", 50L, "b", 50L)), label);
    assertEquals("1", config.data().format().toMap().get("label"));
    assertEquals(false, config.data().format().toMap().get("header"));
    assertEquals("0", config.data().columns().get(0).name());
    assertEquals(Loss.SOFTMAX_CROSS_ENTROPY, config.network().loss());
  }

  @Test
  void aNameThatTwoColumnsHaveNamesNone() {
    ColumnProfile twice = text("a", ANSWERS);
    ColumnProfile label = text("kind", ANSWERS);
    RunConfig config = read(label, true, twice, twice, text("b", ANSWERS), label);
    assertEquals(
        List.of("b"), config.data().columns().stream().map(column -> column.name()).toList());
    ColumnProfile second = text("kind", Map.of("a", 50L, "b", 50L));
    RunConfig byIndex = read(second, true, label, text("b", ANSWERS), second);
    assertEquals("2", byIndex.data().format().toMap().get("label"));
    assertEquals(true, byIndex.data().format().toMap().get("header"));
  }

  @Test
  void whereNothingIsToBeLearnedItSaysSo() {
    ColumnProfile label = text("kind", ANSWERS);
    ColumnProfile one = text("one", Map.of("a", 100L));
    assertEquals(
        "a b.csv has no column to learn from beside the label kind (--label)",
        assertThrows(DataException.class, () -> read(label, true, label, one)).getMessage());
    assertEquals(
        "a b.csv has 1 different labels in the column one: which column is to be predicted?"
            + " (--label)",
        assertThrows(DataException.class, () -> read(one, true, label, one)).getMessage());
  }
}
