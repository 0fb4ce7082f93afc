package dev.kindling.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Arrays;
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
}
