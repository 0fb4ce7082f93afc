package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.RowEncoder;
import dev.kindling.nn.Shape;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class TableRowsTest {
  private static final TableColumns COLUMNS =
      new TableColumns(List.of("x", "kind", "w", "flag"), 1, 2, List.of(3, 0));

  private static TableRows rows(Wanted.Label label, RowEncoder encoder) {
    Wanted wanted = new Wanted(Shape.of(2), label, true);
    return new TableRows(COLUMNS, encoder, wanted.with(encoder));
  }

  private static RawRow parse(Wanted.Label label, Object... row) throws BadRowException {
    return rows(label, null).parse(7, RowFactory.create(row));
  }

  private static void assertBad(Reason reason, String column, String message, Object... row) {
    BadRowException bad = assertThrows(BadRowException.class, () -> parse(Wanted.Label.CLASS, row));
    assertEquals(message, bad.getMessage());
    assertEquals(reason, bad.reason());
    assertEquals(column, bad.column());
  }

  @Test
  void aRowIsItsNumbersItsLabelAndItsWeight() throws BadRowException {
    RawRow row = parse(Wanted.Label.CLASS, 1.5f, " cat ", 0L, true);
    assertEquals(7, row.number());
    assertEquals("cat", row.label());
    assertEquals(0, row.weight(), "counts nothing, and is no bad row");
    assertArrayEquals(new double[] {1, 1.5}, row.features().toArray());
    assertEquals("3", parse(Wanted.Label.CLASS, 1, 3.0, 1, 1).label());
    assertEquals("-2.5", parse(Wanted.Label.NUMBER, 1, new BigDecimal("-2.50"), 1, 1).label());
  }

  @Test
  void aLabelToPredictIsNoText() {
    BadRowException bad =
        assertThrows(BadRowException.class, () -> parse(Wanted.Label.NUMBER, 1, "2", 1, 1));
    assertEquals(
        "column kind is text but must be a number: mean_squared_error predicts the label",
        bad.getMessage());
    assertEquals(Reason.NOT_A_NUMBER, bad.reason());
  }

  @Test
  void whatIsNoValueIsToldFromZero() {
    assertBad(Reason.EMPTY, "x", "column x is null but must be a number", null, "cat", 1, true);
    assertBad(
        Reason.NOT_FINITE,
        "x",
        "column x is NaN but must be a finite number (in float)",
        Double.NaN,
        "cat",
        1,
        true);
    for (Object nothing : new Object[] {null, " ", Double.NaN, Float.NaN}) {
      assertBad(Reason.NO_LABEL, "kind", "has no label in column kind", 1, nothing, 1, true);
    }
    assertBad(Reason.EMPTY, "w", "column w is null but must be a number", 1, "cat", null, true);
    assertBad(
        Reason.NEGATIVE_WEIGHT,
        "w",
        "column w is -0.5 but must be a weight of at least 0 (data.weight)",
        1,
        "cat",
        -0.5,
        true);
  }

  @Test
  void aTimeIsTheSameCategoryInAllTimeZones() {
    Instant time = Instant.parse("2024-03-31T01:30:00Z");
    assertEquals("2024-03-31T01:30:00Z", TableRows.cell(Timestamp.from(time)));
  }

  @Test
  void aLabelOfATableWithMissingValuesMayBeMissing() throws BadRowException {
    assertEquals("NA", parse(Wanted.Label.CLASS, 1, "NA", 1, 1).label(), "of numbers alone");
    Column flag = new Column("flag", Kind.NONE, 1, Missing.FAIL);
    Column x = new Column("x", Kind.NONE, 1, Missing.FAIL);
    RowEncoder encoder = new RowEncoder(List.of(flag, x), List.of(List.of(), List.of()));
    TableRows rows = rows(Wanted.Label.CLASS, encoder);
    assertEquals("no", rows.parse(0, RowFactory.create(1, "no", 1, 1)).label());
    BadRowException bad =
        assertThrows(BadRowException.class, () -> rows.parse(0, RowFactory.create(1, " NA", 1, 1)));
    assertEquals(Reason.NO_LABEL, bad.reason());
  }

  @Test
  void aNumberIsTheCategoryThatItIsInACsvFile() throws BadRowException {
    RowEncoder encoder =
        new RowEncoder(
            List.of(
                new Column("flag", Kind.ONE_HOT, 4, Missing.FAIL),
                new Column("x", Kind.STANDARDIZE, 1, Missing.MEAN)),
            List.of(List.of("30000000", "0.5", "1000", "true"), List.of()));
    TableRows rows = rows(Wanted.Label.CLASS, encoder);
    Object[] flags = {3e7, 0.5f, new BigDecimal("1E+3"), true};
    for (int code = 0; code < flags.length; code++) {
      assertArrayEquals(
          new double[] {code, 1},
          rows.parse(0, RowFactory.create(true, "cat", 1, flags[code])).features().toArray());
    }
    assertArrayEquals(
        new double[] {1, Double.NaN},
        rows.parse(0, RowFactory.create(null, "cat", 1, 0.5)).features().toArray());
    BadRowException bad =
        assertThrows(
            BadRowException.class, () -> rows.parse(0, RowFactory.create(1, "cat", 1, null)));
    assertEquals(
        "column flag is empty but must be a text (data.columns.flag may say missing: category)",
        bad.getMessage());
  }
}
