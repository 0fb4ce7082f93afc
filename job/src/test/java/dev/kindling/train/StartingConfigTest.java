package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.Moments;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableLayout;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.rows.BadRows;
import dev.kindling.data.rows.DataException;
import dev.kindling.nn.Loss;
import java.util.HashMap;
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

  private static ColumnProfile number(
      String name, long missing, long mistakes, Map<String, Long> counts) {
    Moments moments = new Moments();
    counts.forEach(
        (text, count) -> {
          for (long i = 0; i < count; i++) {
            moments.add(Double.parseDouble(text));
          }
        });
    boolean whole = counts.keySet().stream().noneMatch(text -> text.contains("."));
    long present = moments.count() + mistakes;
    return new ColumnProfile(
        name, null, true, whole, present, missing, mistakes, moments, 1, counts);
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
  void theRowsThatCannotBeLearnedFromAreCountedAndLeftOut() {
    ColumnProfile label =
        new ColumnProfile(
            "kind",
            null,
            false,
            false,
            388,
            12,
            0,
            null,
            0,
            Map.of("a", 218L, "b", 150L, "c", 20L));
    ColumnProfile size = number("size", 10, 4, Map.of("1", 190L, "2", 196L));
    TableProfile table =
        new TableProfile("x.csv", new TableLayout.Csv(true, ','), 400, 3, List.of(size, label));
    assertEquals(
        """
        # why
        data:
          train: x.csv
          label: kind                                           # a 56.2%, b 38.7%, c 5.2%
          bad_rows: skip                                        # 3 of another length, 12 without a label, 4 whose size is no number
          max_bad_rows: 0.05
          validation: 0.2
          stratify: true
          columns:                                              # what becomes of each, in the order of their inputs
            size: {standardize: {missing: median}}              # 2.5% have no value
        network:                                                # of the 1 inputs that the columns make
          layers:
            - dense: {units: 64, activation: relu}
            - dense: {units: 3}                                 # one for each class
        training:
          optimizer: {adam: {learning_rate: 0.003}}
          early_stopping: {patience: 5}
          batch_size: 32
          epochs: 50
        """,
        StartingConfig.of(table, label, "why"));
  }

  @Test
  void aNumberThatIsFarFromItsMeanIsLearnedInLargerSteps() {
    ColumnProfile far = number("price", 0, 2, Map.of("100.5", 20L, "200", 20L, "300", 20L));
    ColumnProfile near = number("price", 0, 0, Map.of("1.5", 20L, "2", 20L, "3", 20L));
    assertTrue(text(far).contains("{learning_rate: 0.03}"), text(far));
    assertTrue(text(near).contains("{learning_rate: 0.003}"), text(near));
    assertEquals(
        Loss.MEAN_SQUARED_ERROR, read(far, true, far, text("a", ANSWERS)).training().loss());
    assertEquals(0.02, read(far, true, far, text("a", ANSWERS)).data().badRows().most());
    assertEquals(BadRows.FAIL, read(near, true, near, text("a", ANSWERS)).data().badRows());
  }

  private static String text(ColumnProfile label) {
    return StartingConfig.of(
        new TableProfile(
            "x.csv", new TableLayout.Csv(true, ','), 60, 0, List.of(text("a", ANSWERS), label)),
        label,
        "");
  }

  @Test
  void aClassThatIsWrittenInTwoWaysHasOneOutput() {
    ColumnProfile label = text("kind", Map.of("1", 30L, "1.0", 30L, "2", 30L));
    RunConfig config = read(label, true, label, text("a", ANSWERS));
    assertEquals(2, config.network().classes());
  }

  @Test
  void twoNumbersOrAFewWholeOnesAreClasses() {
    assertTrue(StartingConfig.isClass(number("x", 0, 0, Map.of("0.5", 1L, "1.5", 2L))));
    assertFalse(StartingConfig.isClass(number("x", 0, 0, Map.of("0.5", 1L, "1.5", 2L, "2", 1L))));
    assertTrue(StartingConfig.isClass(number("x", 0, 0, counted(20))));
    assertFalse(StartingConfig.isClass(number("x", 0, 0, counted(21))));
  }

  private static Map<String, Long> counted(int numbers) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < numbers; i++) {
      counts.put(String.valueOf(i), 1L);
    }
    return counts;
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
    ColumnProfile same = text("one", Map.of("1", 50L, "1.0", 50L));
    assertEquals(
        "a b.csv has 1 different labels in the column one: which column is to be predicted?"
            + " (--label)",
        assertThrows(DataException.class, () -> read(same, true, label, same)).getMessage());
    assertEquals(
        "a b.csv has 1 different labels in the column one: which column is to be predicted?"
            + " (--label)",
        assertThrows(DataException.class, () -> read(one, true, label, one)).getMessage());
  }
}
