package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.data.Moments;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableLayout;
import dev.kindling.data.describe.TableProfile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableDescriptionTest {
  private static final ColumnProfile SIZE = size();
  private static final ColumnProfile COLOUR =
      new ColumnProfile(
          "colour",
          null,
          false,
          false,
          1600,
          400,
          0,
          null,
          Double.NaN,
          Map.of("red", 800L, "blue", 500L, "green", 200L, "pink", 100L));
  private static final ColumnProfile NOTE =
      new ColumnProfile("note", null, false, false, 0, 2000, 0, null, Double.NaN, Map.of());
  private static final TableProfile TABLE =
      new TableProfile(
          "rows.csv", new TableLayout.Csv(true, '\t'), 2000, 1, List.of(SIZE, NOTE, COLOUR));

  private static ColumnProfile size() {
    Moments moments = new Moments();
    for (double x : new double[] {-1, 0.5, 4, 12.5}) {
      moments.add(x);
    }
    return new ColumnProfile("size", null, true, false, 6, 1234, 2, moments, 2.25, null);
  }

  @Test
  void everyColumnIsShownAndTheSharesOfTheClassesAreOfTheRowsWithALabel() {
    StringWriter shown = new StringWriter();
    new TableDescription(TABLE, COLOUR).print(new PrintWriter(shown));
    assertEquals(
        """
        rows.csv: 2,000 rows, 3 columns (the first line names them, separated by tabs)
        1 more rows have another number of columns

        column    type  missing  distinct  min  mean  median     max                 values
        size    number    1,234      many   -1     4  2.2500  12.500
        note     empty    2,000         0
        colour    text      400         4                             red, blue, green, ...

        colour  rows  share
        blue     500  31.3%
        green    200  12.5%
        pink     100   6.3%
        red      800  50.0%

        """,
        shown.toString());
  }

  @Test
  void jsonHasTheSame() {
    Map<String, Object> json = new TableDescription(TABLE, SIZE).toMap();
    assertEquals("size", json.get("label"));
    assertEquals(null, json.get("classes"), "of a number to predict");
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> columns = (List<Map<String, Object>>) json.get("columns");
    assertEquals(
        "{column=size, type=number, spark_type=null, missing=1234, mistakes=2, distinct=null, min=-1.0, mean=4.0,"
            + " median=2.25, max=12.5, values=[]}",
        columns.get(0).toString());
    assertEquals(
        "{column=colour, type=text, spark_type=null, missing=400, mistakes=0, distinct=4, min=null, mean=null,"
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
}
