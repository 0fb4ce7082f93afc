package dev.kindling.data.describe;

import static dev.kindling.data.describe.ColumnProfiles.text;
import static dev.kindling.data.describe.ColumnProfiles.withCommas;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.Moments;
import dev.kindling.data.rows.BadRows;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.nn.Loss;
import dev.kindling.train.RunConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartingConfigTest {
  private static final Records<?> PART =
      new Records<>("x.csv", "line", true, Collections.emptyIterator());

  private static RunConfig read(ColumnProfile label, boolean header, ColumnProfile... columns) {
    TableProfile table =
        new TableProfile(
            "a b.csv", new TableLayout.Csv(header, '\t'), 100, new Mistakes(), List.of(columns));
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
    Mistakes wrong = wrong(mistakes, Reason.NOT_A_NUMBER, "n.k.");
    return new ColumnProfile(
        name, null, true, whole, present, missing, wrong, moments, 1, counts, false, null);
  }

  private static Mistakes wrong(long count, Reason reason, String first) {
    Mistakes wrong = new Mistakes();
    for (long i = 0; i < count; i++) {
      wrong.add(reason, first, PART, 7 + i);
    }
    return wrong;
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
            new Mistakes(),
            null,
            0,
            Map.of("a", 218L, "b", 150L, "c", 20L),
            false,
            null);
    ColumnProfile size = number("size", 10, 4, Map.of("1", 190L, "2", 196L));
    TableProfile table =
        new TableProfile(
            "x.csv",
            new TableLayout.Csv(true, ','),
            400,
            wrong(3, Reason.WRONG_COLUMN_COUNT, "has 1 column"),
            List.of(size, label));
    assertEquals(
        """
        # why
        data:
          train: x.csv
          label: kind                                           # a 56.2%, b 38.7%, c 5.2%
          bad_rows: skip                                        # loses up to 19 of 403 rows (4.7%): 3 of another length, 12 without a label, 4 whose size is no number
          max_bad_rows: 0.05
          validation: 0.2
          stratify: true
          columns:                                              # what becomes of each, in the order of their inputs
            size: {standardize: {missing: median}}              # 2.5% have no value
        network:                                                # of the 1 input that the columns make
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
  void aNumberIsLearnedWhateverItsUnit() {
    ColumnProfile far = number("price", 0, 2, Map.of("100.5", 20L, "200", 20L, "300", 20L));
    ColumnProfile near = number("price", 0, 0, Map.of("1.5", 20L, "2", 20L, "3", 20L));
    for (ColumnProfile label : List.of(far, near)) {
      RunConfig config = read(label, true, label, text("a", ANSWERS));
      assertTrue(config.network().adaptsToTargets(), () -> configuration(label));
      assertEquals(Loss.MEAN_SQUARED_ERROR, config.training().loss());
    }
    assertEquals(0.02, read(far, true, far, text("a", ANSWERS)).data().badRows().most());
    assertEquals(BadRows.FAIL, read(near, true, near, text("a", ANSWERS)).data().badRows());
  }

  private static String configuration(ColumnProfile label) {
    return StartingConfig.of(
        new TableProfile(
            "x.csv",
            new TableLayout.Csv(true, ','),
            60,
            new Mistakes(),
            List.of(text("a", ANSWERS), label)),
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
    assertTrue(LabelAdvice.isClass(number("x", 0, 0, Map.of("0.5", 1L, "1.5", 2L))));
    assertFalse(LabelAdvice.isClass(number("x", 0, 0, Map.of("0.5", 1L, "1.5", 2L, "2", 1L))));
    assertTrue(LabelAdvice.isClass(number("x", 0, 0, counted(20))));
    assertFalse(LabelAdvice.isClass(number("x", 0, 0, counted(21))));
  }

  private static Map<String, Long> counted(int numbers) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < numbers; i++) {
      counts.put(String.valueOf(i), 2L);
    }
    return counts;
  }

  @Test
  void classesThatAreNumbersCanBePredictedAsNumbersInstead() {
    ColumnProfile claims =
        number("claims", 0, 0, Map.of("0", 100L, "1", 90L, "2", 50L, "10", 20L, "11", 4L));
    ColumnProfile[] columns = {text("a", ANSWERS), claims};
    String written = written(264, claims, columns);
    assertTrue(written.contains("# 0 37.9%, 1 34.1%, 2 18.9%, 10 7.6%, 11 1.5%\n"), written);
    assertTrue(
        written.contains(
            "  # loss: mean_squared_error                            # the number instead of classes:"
                + " last layers dense: {units: 1} and denormalize, no stratify, no class_weights\n"
                + "  class_weights: balanced "),
        written);
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "x.yaml",
                written
                    .replace("  # loss", "  loss")
                    .replaceFirst("- dense: \\{units: 5}", "- dense: {units: 1}\n    - denormalize")
                    .replaceFirst("  stratify: .*\n", "")
                    .replaceFirst("  class_weights: .*\n", "")));
    assertEquals(0, config.network().classes());
    for (ColumnProfile classes :
        List.of(text("b", ANSWERS), number("b", 0, 0, Map.of("0", 50L, "1", 50L)))) {
      String plain = written(100, classes, text("a", ANSWERS), classes);
      assertFalse(plain.contains("loss"), plain);
    }
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
        "a b.csv has no column to learn from beside the label kind (--label); left out: one (one"
            + " value in all rows)",
        assertThrows(DataException.class, () -> read(label, true, label, one)).getMessage());
    ColumnProfile same = text("one", Map.of("1", 50L, "1.0", 50L));
    assertEquals(
        "a b.csv has one label, 1, in the column one: which column is to be predicted? (--label)",
        assertThrows(DataException.class, () -> read(same, true, label, same)).getMessage());
    assertEquals(
        "a b.csv has one label, a, in the column one: which column is to be predicted? (--label)",
        assertThrows(DataException.class, () -> read(one, true, label, one)).getMessage());
  }

  private static String written(long rows, ColumnProfile label, ColumnProfile... columns) {
    return StartingConfig.of(table(rows, columns), label, "why");
  }

  private static TableProfile table(long rows, ColumnProfile... columns) {
    return new TableProfile(
        "x.csv", new TableLayout.Csv(true, ','), rows, new Mistakes(), List.of(columns));
  }

  private static ColumnProfile infinite(String name, long count) {
    Mistakes wrong = wrong(count, Reason.NOT_FINITE, "1e400");
    Moments moments = number(name, 0, 0, Map.of("1.5", 50L, "2.5", 50L - count)).numbers();
    return new ColumnProfile(
        name,
        null,
        true,
        false,
        100,
        0,
        wrong,
        moments,
        1,
        Map.of("1.5", 50L, "1e400", count),
        false,
        null);
  }

  @Test
  void aColumnWhoseMistakesWouldLoseManyRowsIsLeftOut() {
    ColumnProfile label = text("kind", ANSWERS);
    String five =
        written(100, label, infinite("x", 5), infinite("z", 2), text("a", ANSWERS), label);
    assertTrue(
        five.contains(
            "    # x:                                                # left out: 5 of 100 values are"
                + " no finite number, the first 1e400: it would lose their rows\n"),
        five);
    assertTrue(
        five.contains(
            "  bad_rows: skip                                        # loses 2 of 100 rows (2.0%): 2"
                + " whose z is no finite number\n  max_bad_rows: 0.02\n"),
        five);
    assertTrue(
        five.contains(
            "{units: 2}                                 # one for each class; if skipping bad"
                + " rows removes all rows of a class, count one unit fewer; at risk: no\n"),
        five);
    ColumnChoice choice =
        ColumnChoice.of(table(100, infinite("x", 5), text("a", ANSWERS), label), label);
    assertEquals(List.of(), choice.leftOut(), "5% and no more");
    assertFalse(choice.isUndecided());
  }

  @Test
  void numbersWithACommaAreRemarkedOn() {
    ColumnProfile size = withCommas("size", Map.of("1,5", 60L, "2,5", 40L), "1,5");
    ColumnProfile label = text("kind", ANSWERS);
    String written = written(100, label, size, label);
    assertTrue(
        written.contains("# numbers written with commas are texts here: write 1234.5\n"), written);
  }

  @Test
  void aLabelOfNumbersWithCommasIsToldAsThat() {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 100; i < 160; i++) {
      counts.put("391," + i, 1L);
    }
    ColumnProfile price = withCommas("price", counts, "391,100");
    assertEquals(
        "x.csv has 60 different labels in the column price, since numbers written with commas are"
            + " texts here: write 1234.5; the first: 391,100",
        assertThrows(DataException.class, () -> written(60, price, text("a", ANSWERS), price))
            .getMessage());
    ColumnProfile grade = withCommas("grade", Map.of("1,5", 60L, "2,5", 40L), "1,5");
    assertTrue(written(100, grade, text("a", ANSWERS), grade).contains("# 1,5 60.0%, 2,5 40.0%\n"));
  }

  @Test
  void rowsOfAnotherLengthAreOfNoClassThatLosesThem() {
    ColumnProfile label = text("kind", Map.of("yes", 50L, "no", 50L));
    TableProfile table =
        new TableProfile(
            "x.csv",
            new TableLayout.Csv(true, ','),
            100,
            wrong(98, Reason.WRONG_COLUMN_COUNT, "has 1 column"),
            List.of(text("a", ANSWERS), label));
    String written = StartingConfig.of(table, label, "why");
    assertTrue(written.contains("\n  validation: 0.2\n"), written);
    assertFalse(written.contains("at risk"), written);
  }

  @Test
  void aNameOfTwoLinesStaysInItsLine() {
    for (String end : List.of("\n", "\r", "\u0085", "\u2028", "\u0007")) {
      ColumnProfile label =
          new ColumnProfile(
              "k" + end + "k",
              null,
              false,
              false,
              95,
              5,
              new Mistakes(),
              null,
              Double.NaN,
              Map.of("a" + end + "b", 60L, "c", 35L),
              false,
              null);
      ColumnProfile some = infinite("x" + end + "y", 3);
      ColumnProfile many = infinite("y" + end + "z", 20);
      ColumnProfile[] columns = {some, many, text("a", ANSWERS), label};
      String written = written(100, label, columns);
      assertTrue(written.contains("  # would lose up to 8 of 100 rows"), written);
      assertTrue(written.contains("3 whose x?y is no finite number;\n"), written);
      assertTrue(written.contains("# a?b 63.2%, c 36.8%\n"), written);
      assertEquals(
          List.of(some.name(), "a"),
          RunConfig.read(Section.parse("x.yaml", written)).data().columns().stream()
              .map(c -> c.name())
              .toList());
      String leftOut = ColumnChoice.of(table(100, columns), label).leftOutShown();
      assertTrue(leftOut.startsWith("y?z (20 of 100 values are no finite number"), leftOut);
    }
  }

  @Test
  void aLabelWhoseValuesAreNotCountedIsRefusedInItsOwnWords() {
    ColumnProfile note =
        new ColumnProfile(
            "a\nb",
            null,
            false,
            false,
            100,
            0,
            new Mistakes(),
            null,
            Double.NaN,
            null,
            false,
            null);
    assertEquals(
        "x.csv has more or longer labels than can be counted in the 100 rows of the column a?b:"
            + " which column is to be predicted? (--label)",
        assertThrows(DataException.class, () -> written(100, note, text("a", ANSWERS), note))
            .getMessage());
    assertEquals(
        "a?b has more or longer values than can be counted: too many or too long to be classes",
        LabelAdvice.remark(note));
  }

  @Test
  void whetherManyRowsAreLostIsForTheUserToDecide() {
    ColumnProfile label = number("price", 4, 3, Map.of("1.5", 30L, "2.5", 63L));
    ColumnProfile third = number("price", 4, 3, Map.of("1.5", 30L, "2.5", 33L, "3.5", 30L));
    String written = written(100, third, text("a", ANSWERS), third);
    assertTrue(
        written.contains(
            """
              # would lose up to 7 of 100 rows (7.0%): 4 without a label, 3 whose price is no number;
              # mend them, or take the # from the next two lines:
              # bad_rows: skip
              # max_bad_rows: 0.07
              validation: 0.2
            """),
        written);
    assertEquals(
        BadRows.FAIL, read(third, true, text("a", ANSWERS), third).data().badRows(), "as it is");
    ColumnProfile two =
        new ColumnProfile(
            "price",
            null,
            true,
            false,
            96,
            4,
            label.mistakes(),
            label.numbers(),
            1,
            label.counts(),
            false,
            null);
    assertTrue(LabelAdvice.isClass(two));
    String classes = written(100, two, text("a", ANSWERS), two);
    assertTrue(classes.contains("# loses 4 of 100 rows (4.0%): 4 without a label\n"), classes);
  }

  @Test
  void aLabelOfFewerThanTwoRowsAClassIsRefused() {
    ColumnProfile days = days(11, 1);
    String rest = ": which column is to be predicted? (--label)";
    assertEquals(
        "x.csv has 20 different labels in the 20 rows (times) of the column day" + rest,
        assertThrows(
                DataException.class,
                () -> written(20, days(20, 1), text("a", ANSWERS), days(20, 1)))
            .getMessage());
    assertTrue(written(11, days, text("a", ANSWERS), days).contains("{units: 11}"), "of few rows");
    assertEquals(
        "day has 11 different values in 11 rows: as classes, next to nothing can be learned of each",
        LabelAdvice.remark(days));
    assertEquals(
        "day is a time, and each of its 11 different values is a class: no other can be predicted",
        LabelAdvice.remark(days(11, 2)));
    assertEquals(null, LabelAdvice.remark(text("kind", ANSWERS)));
    assertFalse(LabelAdvice.isClass(number("x", 0, 0, Map.of("1", 1L, "2", 1L, "3", 1L))));
  }

  private static ColumnProfile days(int count, long rowsEach) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      counts.put("2026-01-" + (10 + i), rowsEach);
    }
    ColumnProfile text = text("day", counts);
    return new ColumnProfile(
        "day", null, false, false, text.present(), 0, text.mistakes(), null, 0, counts, true, null);
  }

  @Test
  void whereNoRowIsToSpareNoneIsHeldOut() {
    ColumnProfile two = text("kind", Map.of("a", 1L, "b", 1L));
    String written = written(2, two, number("x", 0, 0, Map.of("1.5", 1L, "2.5", 1L)), two);
    assertTrue(
        written.contains("  # validation: 0.2                                     # no row can be"),
        written);
    assertFalse(written.contains("stratify") || written.contains("early_stopping"), written);
    ColumnProfile three = text("kind", Map.of("a", 2L, "b", 1L));
    String spare = written(3, three, number("x", 0, 0, Map.of("1.5", 1L, "2.5", 2L)), three);
    assertTrue(
        spare.contains(
            "\n  validation: 0.2\n  stratify: true                                        # but of"
                + " classes with one row: b\n"),
        spare);
    assertTrue(spare.contains("early_stopping"), spare);
    ColumnProfile bad = number("x", 0, 1, Map.of("1.5", 1L, "2.5", 1L));
    assertEquals(
        "x.csv has no column to learn from beside the label kind (--label); left out: x (1 of 3"
            + " values are no number, the first n.k.: it would lose their rows)",
        assertThrows(DataException.class, () -> written(3, three, bad, three)).getMessage());
  }
}
