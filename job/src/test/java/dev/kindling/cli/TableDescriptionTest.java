package dev.kindling.cli;

import static dev.kindling.data.describe.ColumnProfiles.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.data.Moments;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.Mistakes;
import dev.kindling.data.describe.TableLayout;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RejectedRow.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableDescriptionTest {
  private static final Records<?> PART =
      new Records<>("rows.csv", "line", true, Collections.emptyIterator());
  private static final ColumnProfile SIZE = size();
  private static final ColumnProfile COLOUR =
      new ColumnProfile(
          "colour",
          null,
          false,
          false,
          1600,
          400,
          new Mistakes(),
          null,
          Double.NaN,
          Map.of("red", 800L, "blue", 500L, "green", 200L, "pink", 100L),
          false,
          null);
  private static final ColumnProfile NOTE =
      new ColumnProfile(
          "note",
          null,
          false,
          false,
          0,
          2000,
          new Mistakes(),
          null,
          Double.NaN,
          Map.of(),
          false,
          null);
  private static final TableProfile TABLE =
      new TableProfile(
          "rows.csv",
          new TableLayout.Csv(true, '\t'),
          2000,
          wrong(Reason.WRONG_COLUMN_COUNT, 202, "has 2 columns but 3 are expected"),
          List.of(SIZE, NOTE, COLOUR));

  private static ColumnProfile size() {
    Moments moments = new Moments();
    for (double x : new double[] {-1, 0.5, 4, 12.5}) {
      moments.add(x);
    }
    return new ColumnProfile(
        "size",
        null,
        true,
        false,
        6,
        1234,
        wrong(Reason.NOT_FINITE, 5, "inf", "1e400"),
        moments,
        2.25,
        null,
        false,
        null);
  }

  private static Mistakes wrong(Reason reason, long number, String... texts) {
    Mistakes wrong = new Mistakes();
    for (String text : texts) {
      wrong.add(reason, text, PART, number++);
    }
    return wrong;
  }

  @Test
  void aNumberWithCommasIsShownAndNamesStayInTheirLine() {
    ColumnProfile price =
        new ColumnProfile(
            "pr\nice",
            null,
            false,
            false,
            3,
            0,
            new Mistakes(),
            null,
            Double.NaN,
            Map.of("a,\nb", 2L, "1,234", 1L),
            false,
            "1,234");
    TableProfile table =
        new TableProfile(
            "rows.csv", new TableLayout.Csv(true, ','), 3, new Mistakes(), List.of(price));
    StringWriter shown = new StringWriter();
    new TableDescription(table, price).print(new PrintWriter(shown));
    assertTrue(
        shown
            .toString()
            .contains(
                "\npr?ice: numbers written with commas are texts here: write 1234.5; the first:"
                    + " 1,234\n"),
        shown.toString());
    assertTrue(shown.toString().contains("\npr?ice  rows  share\n"), shown.toString());
  }

  @Test
  void everyColumnIsShownAndTheSharesOfTheClassesAreOfTheRowsWithALabel() {
    StringWriter shown = new StringWriter();
    new TableDescription(TABLE, COLOUR).print(new PrintWriter(shown));
    assertEquals(
        """
        rows.csv: 2,000 rows, 3 columns (the first line names them, separated by tabs)
        1 more row of another length; the first: rows.csv line 203 has 2 columns but 3 are expected

        column    type  missing  wrong  distinct  min  mean  median     max                 values
        size    number    1,234      2      many   -1     4  2.2500  12.500
        note     empty    2,000      0         0
        colour    text      400      0         4                             red, blue, green, ...
        size: 2 of 6 values are no finite number; the first: inf, rows.csv line 6

        colour  rows  share
        blue     500  31.3%
        green    200  12.5%
        pink     100   6.3%
        red      800  50.0%

        """,
        shown.toString());
  }

  @Test
  void theClassesAreNotListedWhereMostRowsHaveOneOfTheirOwn() {
    Map<String, Long> own = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      own.put("n" + i, 1L);
    }
    assertFalse(shown(text("name", own)).contains("share"), shown(text("name", own)));
    Map<String, Long> pairs = new HashMap<>();
    own.keySet().stream().limit(30).forEach(name -> pairs.put(name, 2L));
    assertTrue(shown(text("name", pairs)).contains("name  rows  share\n"));
  }

  @Test
  void classesThatAreWholeNumbersAreListedInTheirOrder() {
    String shown = shown(text("n", Map.of("0", 9L, "1", 9L, "10", 9L, "2", 9L, "-3", 9L)));
    assertEquals(
        List.of("-3", "0", "1", "2", "10"),
        shown.lines().filter(line -> line.endsWith("%")).map(line -> line.split(" ")[0]).toList(),
        shown);
  }

  @Test
  void jsonHasTheSame() {
    Map<String, Object> json = new TableDescription(TABLE, SIZE).toMap();
    assertEquals("size", json.get("label"));
    assertEquals(null, json.get("classes"), "of a number to predict");
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> columns = (List<Map<String, Object>>) json.get("columns");
    assertEquals(
        "{column=size, type=number, spark_type=null, missing=1234, mistakes=2, first_mistakes={not_finite=rows.csv line 6: inf}, distinct=null, min=-1.0, mean=4.0,"
            + " median=2.25, max=12.5, values=[]}",
        columns.get(0).toString());
    assertEquals(
        "{column=colour, type=text, spark_type=null, missing=400, mistakes=0, first_mistakes={}, distinct=4, min=null, mean=null,"
            + " median=null, max=null, values=[red, blue, green, pink]}",
        columns.get(2).toString());
  }

  @Test
  void theLabelIsTheColumnOfThatNameOrIndexOrTheLast() {
    assertEquals(COLOUR, DescribeCommand.label(TABLE, null));
    assertEquals(NOTE, DescribeCommand.label(TABLE, "note"));
    assertEquals(SIZE, DescribeCommand.label(TABLE, "0"));
    assertEquals(COLOUR, DescribeCommand.label(TABLE, "2"));
    assertEquals(
        "--label is 3 but must be one of the columns size, note, colour",
        assertThrows(ConfigException.class, () -> DescribeCommand.label(TABLE, "3")).getMessage());
  }

  private static String shown(ColumnProfile... columns) {
    StringWriter shown = new StringWriter();
    TableProfile table =
        new TableProfile(
            "rows.csv", new TableLayout.Csv(true, ','), 1, new Mistakes(), List.of(columns));
    new TableDescription(table, columns[columns.length - 1]).print(new PrintWriter(shown));
    return shown.toString();
  }

  @Test
  void largeNumbersOfARowAreWrittenAlike() {
    Moments moments = new Moments();
    moments.add(84_000);
    moments.add(645_359);
    ColumnProfile price =
        new ColumnProfile(
            "price", null, true, false, 2, 0, new Mistakes(), moments, 376_298, null, false, null);
    assertTrue(shown(price).contains("  84000  364,680  376,298  645,359\n"), shown(price));
  }

  @Test
  void valuesAreToldFromEachOther() {
    String long50 = "x".repeat(50);
    assertTrue(shown(text("a", Map.of("1, 2, 3", 2L, "4", 1L))).contains(" \"1, 2, 3\", 4\n"));
    assertTrue(
        shown(text("a", Map.of("1", 2L, long50, 1L))).contains(" 1, " + "x".repeat(37) + "...\n"));
    assertTrue(
        shown(text("a", Map.of(long50, 2L, "1", 1L)))
            .contains(" " + "x".repeat(40) + "..., ...\n"));
    assertTrue(shown(text("a", Map.of("1\n2", 2L))).contains(" 1?2\n"));
    assertTrue(shown(text("a", Map.of("b", 60L))).startsWith("rows.csv: 1 row, 1 column ("));
  }

  @Test
  void ofManyClassesTheMostFrequentAreShown() {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      counts.put("class " + i, 100L + i);
    }
    String shown = shown(text("kind", counts));
    assertTrue(shown.contains("\nclass 10   110 "), shown);
    assertFalse(shown.contains("\nclass 9 "), shown);
    assertTrue(shown.endsWith("\nand 10 more\n\n"), shown);
  }

  @Test
  void aNameOfTwoColumnsIsNoLabel() {
    ColumnProfile a = text("a", Map.of("1", 60L));
    TableProfile table =
        new TableProfile(
            "rows.csv",
            new TableLayout.Csv(true, ','),
            60,
            new Mistakes(),
            List.of(a, text("b", Map.of()), text("a", Map.of("1", 60L))));
    assertEquals(
        "--label is a, which 2 columns of rows.csv are called; their indices are 0, 2",
        assertThrows(ConfigException.class, () -> DescribeCommand.label(table, "a")).getMessage());
    assertEquals(2, table.index(DescribeCommand.label(table, null)));
  }
}
