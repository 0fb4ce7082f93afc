package dev.kindling.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.FittedColumn.Numeric;
import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnPreparationTest {
  private static final ColumnPreparation PREPARATION = Preparations.columns();

  private static double[] inputs(String... cells) throws CellException {
    double[] raw = new double[cells.length];
    for (int c = 0; c < cells.length; c++) {
      raw[c] = PREPARATION.encoder().encode(c, cells[c]);
    }
    Matrix into = Precision.DOUBLE.zeros(2, PREPARATION.inputs());
    into.fill(7);
    PREPARATION.apply(raw, 0, into, 1);
    double[] inputs = new double[PREPARATION.inputs()];
    Arrays.setAll(inputs, j -> into.get(inputs.length + j));
    return inputs;
  }

  @Test
  void eachColumnHasItsInputsInTurn() throws CellException {
    double log = (StrictMath.log1p(99) - 2) * 0.5;
    // CRC-32C of 123456789 is e3069283 (RFC 3720, B.4), modulo 4 that is 3.
    assertArrayEquals(
        new double[] {1, log, 0, 0, 1, 0, 0, 0, 0, 0, 1},
        inputs("50", " 99 ", "Rome", "123456789"));
  }

  @Test
  void anUnseenCategoryIsZeroInAllInputs() throws CellException {
    assertArrayEquals(
        new double[] {0, 0, 0, 0}, Arrays.copyOfRange(inputs("40", "0", "rome", "1"), 3, 7));
  }

  @Test
  void whiteSpaceAroundATextIsNoneOfIt() throws CellException {
    assertArrayEquals(
        inputs("50", "99", "Rome", "123456789"), inputs("50", "99", " Rome\t", " 123456789 "));
  }

  @Test
  void theBucketIsThatOfTheUtf8() throws CellException {
    // CRC-32C, bit by bit, of c3 a9 is 1bab8ddc, modulo 4 that is 0; of e9 alone it would be 3.
    assertArrayEquals(
        new double[] {1, 0, 0, 0}, Arrays.copyOfRange(inputs("50", "99", "Rome", "é"), 7, 11));
  }

  @Test
  void aCodeThatNoCategoryHasIsZeroInAllInputs() {
    for (double code : new double[] {-1, 3, 4}) {
      Matrix into = Precision.DOUBLE.zeros(1, PREPARATION.inputs());
      PREPARATION.apply(new double[] {40, 0, code, 0}, 0, into, 0);
      for (int j = 3; j < 7; j++) {
        assertEquals(0, into.get(j), PREPARATION.inputName(j) + " of " + code);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "NA", "null", "NULL", "NaN", "nan", "N/A", "?"})
  void aMissingCellIsFilledOrSaysSo(String nothing) throws CellException {
    double[] inputs = inputs(nothing, nothing, nothing, "x");
    assertArrayEquals(new double[] {-0.5, 0, 1, 0, 0, 0, 1}, Arrays.copyOfRange(inputs, 0, 7));
    assertArrayEquals(inputs, inputs(null, null, null, "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | x | NOT_A_NUMBER | is \"x\" but must be a number",
        "0 | 1e99 | NOT_FINITE | is 1e99 but must be a finite number (in float)",
        "1 | -0.5 | NEGATIVE | is -0.5 but must be at least 0 for its logarithm"
            + " (data.columns.income)",
        "3 | NA | EMPTY | is \"NA\" but must be a text (data.columns.zip may say missing:"
            + " category)",
        "3 | '' | EMPTY | is empty but must be a text (data.columns.zip may say missing: category)",
      })
  void aCellThatItsColumnCannotHoldIsRefused(
      int column, String cell, CellException.Fault fault, String message) {
    CellException e =
        assertThrows(CellException.class, () -> PREPARATION.encoder().encode(column, cell));
    assertEquals(fault, e.fault());
    assertEquals(message, e.getMessage());
  }

  @Test
  void inputsHaveNames() {
    assertEquals(
        "[age, income, income missing, city=Köln, city=Rome, city (unused), city missing,"
            + " zip bucket 0, zip bucket 1, zip bucket 2, zip bucket 3]",
        IntStream.range(0, 11).mapToObj(PREPARATION::inputName).toList().toString());
  }

  private static List<String> valuesOf(ColumnPreparation columns, String... cells)
      throws CellException {
    double[] raw = new double[cells.length];
    for (int c = 0; c < raw.length; c++) {
      raw[c] = columns.encoder().encode(c, cells[c]);
    }
    FloatMatrix inputs = FloatMatrix.zeros(1, columns.inputs());
    columns.apply(raw, 0, inputs, 0);
    float[] values = new float[inputs.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) inputs.get(j);
    }
    return columns.valuesOf(values);
  }

  @Test
  void inputsTellTheValuesThatTheyWereMadeOf() throws CellException {
    ColumnPreparation columns = Preparations.columns(); // age, income, city, zip
    String bucket = "bucket " + Cells.bucket("LS1", 4);
    assertEquals(
        List.of("33.7", "20500", "Rome", bucket),
        valuesOf(columns, "33.7", "20500", "Rome", "LS1"));
    assertEquals(
        List.of("35", "no value", "no value", bucket), valuesOf(columns, "", "NA", "", "LS1"));
    assertEquals(List.of("0", "0", "another", bucket), valuesOf(columns, "0", "0", "Paris", "LS1"));
    assertEquals(
        List.of("-1234.5", "1234600", "Köln", bucket),
        valuesOf(columns, "-1234.5", "1234567", "Köln", "LS1"));
    ColumnPreparation fine =
        new ColumnPreparation(
            List.of(
                new Numeric(new Column("x", Kind.NONE, 1, Missing.FAIL), 0, 1, 0),
                new Numeric(new Column("at", Kind.MINMAX, 1, Missing.FAIL), 1.7e9, 1e-3, 0)));
    assertEquals(List.of("0.00000012", "1700000017.5"), valuesOf(fine, "1.2e-7", "1700000017.5"));
  }
}
