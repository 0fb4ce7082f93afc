package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Features;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.Wanted;
import dev.kindling.data.rows.Wanted.Label;
import dev.kindling.nn.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibsvmRowsTest {
  private static RawRow parse(String line, Label label) throws BadRowException {
    return new LibsvmRows(new Wanted(Shape.of(5), label, false)).parse(3, line);
  }

  private static void assertRow(String label, double[] features, String line) throws Exception {
    RawRow row = parse(line, Label.CLASS);
    assertEquals(3, row.number());
    assertEquals(label, row.label());
    assertEquals(1, row.weight());
    assertEquals(Arrays.toString(features), Arrays.toString(row.features().toArray()), line);
  }

  @Test
  void indicesAreCountedFromOneAndWhatIsNotGivenIsZero() throws Exception {
    assertRow("1", new double[] {0.5, 0, -2e3, 0, 7}, "+1 1:0.5 3:-2e3 5:7");
    assertRow("-1", new double[] {0, 0, 0, 0, 0.25}, "-1.0\t5:.25 ");
    assertRow("3", new double[5], "03");
    assertRow("cat", new double[] {1, 0, 0, 0, 0}, "  cat 1:1 2:0 # of the 1:9 neighbours\r");
  }

  @Test
  void anyIndexThatAnIntHoldsIsRead() throws Exception {
    LibsvmRows any = LibsvmRows.any();
    Features.Sparse row = (Features.Sparse) any.parse(1, "1 1:2 2147483647:3").features();
    assertEquals("[0, 2147483646]", Arrays.toString(row.indices()));
    assertEquals(Integer.MAX_VALUE, any.highest());
    for (String line : List.of("1 2147483648:1", "1 2147483647:1 2147483647:1")) {
      assertThrows(BadRowException.class, () -> any.parse(1, line), line);
    }
  }

  @Test
  void zerosTakeNoRoomButMinusZeroIsKept() throws Exception {
    Features.Sparse row = (Features.Sparse) parse("1 1:0 2:-0 4:8", Label.CLASS).features();
    assertEquals("[1, 3]", Arrays.toString(row.indices()));
    assertEquals("[-0.0, 8.0]", Arrays.toString(row.values()));
  }

  @Test
  void commentsAndBlankLinesAreNoRows() throws Exception {
    for (String line : new String[] {"", " \t", "# 1 1:2", "   #"}) {
      assertNull(parse(line, Label.CLASS), line);
    }
  }

  @Test
  void aLabelMayBeAbsentWhereNobodyLooksAtIt() throws Exception {
    assertNull(parse("2:4", Label.ANY).label());
    assertEquals("[0.0, 4.0, 0.0, 0.0, 0.0]", show(parse("2:4", Label.ANY)));
    assertEquals("0", parse("0 2:4", Label.ANY).label());
    assertNull(parse("? 2:4", Label.ANY).label());
    assertEquals("[0.0, 4.0, 0.0, 0.0, 0.0]", show(parse("NA 2:4", Label.ANY)));
  }

  private static String show(RawRow row) {
    return Arrays.toString(row.features().toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2:4|NO_LABEL|label|has no label before \"2:4\"",
        "NA 2:4|NO_LABEL|label|has the label \"NA\", which means none",
        "nan|NO_LABEL|label|has the label \"nan\", which means none",
        "1 3|BAD_INDEX||has \"3\" but must have index:value",
        "1 0:2|BAD_INDEX|0|has \"0:2\" but must have an index of 1 to 5 here (from 1, ascending, to"
            + " network.input)",
        "1 6:2|BAD_INDEX|6|has \"6:2\" but must have an index of 1 to 5 here (from 1, ascending, to"
            + " network.input)",
        "1 3:2 3:1|BAD_INDEX|3|has \"3:1\" but must have an index of 4 to 5 here (from 1, ascending,"
            + " to network.input)",
        "1 5:2 1:1|BAD_INDEX|1|has \"1:1\" but must have an index of no more than 5, once"
            + " (network.input)",
        "1 x:2|BAD_INDEX|x|has \"x:2\" but must have an index of 1 to 5 here (from 1, ascending, to"
            + " network.input)",
        "1 99999999999:2|BAD_INDEX|99999999999|has \"99999999999:2\" but must have an index of 1 to"
            + " 5 here (from 1, ascending, to network.input)",
        "1 4294967297:2|BAD_INDEX|4294967297|has \"4294967297:2\" but must have an index of 1 to 5"
            + " here (from 1, ascending, to network.input)",
        "1 2:|EMPTY|2|index 2 is empty but must be a number",
        "1 2:x|NOT_A_NUMBER|2|index 2 is \"x\" but must be a number",
        "1 2:3d|NOT_A_NUMBER|2|index 2 is \"3d\" but must be a number",
        "1 2:3:4|NOT_A_NUMBER|2|index 2 is \"3:4\" but must be a number",
        "1 2:nan|NOT_FINITE|2|index 2 is nan but must be a finite number (in float)",
        "1 2:NaN|NOT_FINITE|2|index 2 is NaN but must be a finite number (in float)",
        "1 2:1e39|NOT_FINITE|2|index 2 is 1e39 but must be a finite number (in float)",
      })
  void aBadRowSaysWhatIsWrongWhere(String line, Reason reason, String column, String message) {
    BadRowException bad = assertThrows(BadRowException.class, () -> parse(line, Label.CLASS));
    assertEquals(message, bad.getMessage());
    assertEquals(reason, bad.reason());
    assertEquals(column, bad.column());
  }

  @Test
  void aLabelToPredictIsANumber() throws Exception {
    assertEquals("-2.5", parse("-2.5 1:1", Label.NUMBER).label());
    BadRowException bad = assertThrows(BadRowException.class, () -> parse("x 1:1", Label.NUMBER));
    assertEquals("label is \"x\" but must be a number", bad.getMessage());
    assertEquals("label", bad.column());
  }

  @Test
  void rowsToBeRankedAreRefusedAsAWhole() {
    DataException refused =
        assertThrows(DataException.class, () -> parse("2 qid:10 1:0.3", Label.CLASS));
    assertEquals(
        "has \"qid:10\", the query of a row to be ranked: Kindling learns classes and numbers; take"
            + " the qids out",
        refused.getMessage());
  }

  @Property
  void whatIsWrittenIsRead(@ForAll @Size(5) List<@DoubleRange(min = -1e30, max = 1e30) Double> row)
      throws Exception {
    String pairs =
        IntStream.range(0, 5)
            .filter(j -> row.get(j) != 0 || j % 2 == 0)
            .mapToObj(j -> (j + 1) + ":" + row.get(j))
            .collect(Collectors.joining(" "));
    double[] read = parse("7 " + pairs, Label.CLASS).features().toArray();
    for (int j = 0; j < 5; j++) {
      assertEquals(row.get(j) + 0.0, read[j] + 0.0); // 0 may be -0
    }
  }
}
