package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.CsvParsing.BadLineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvParsingTest {
  private final CsvParsing parsing = parsing(',', null, 1);

  /** Of rows with three columns. */
  private static CsvParsing parsing(char delimiter, List<String> names, int label) {
    return new CsvParsing(
        new CsvFormat("1", names != null, delimiter), new CsvColumns(3, names, label));
  }

  private static void assertParses(CsvParsing parsing, String line, double[] row, String label)
      throws BadLineException {
    String[] fields = parsing.split(line);
    assertArrayEquals(row, parsing.features(fields), line);
    assertEquals(label, parsing.label(fields), line);
  }

  @Test
  void aLineIsALabelAndTheNumbersOfTheOtherColumnsInTheirOrder() throws BadLineException {
    double[] row = {1.5, -2};
    assertParses(parsing, "1.5,cat,-2", row, "cat");
    assertParses(parsing, "  1.5 , cat\t,-2.0  ", row, "cat");
    assertParses(parsing, "\"1.5\",\"cat\",\"-2\"", row, "cat");
    assertParses(parsing, "+1.5,\"black, \"\"big\"\" cat\",-.2e1", row, "black, \"big\" cat");
    assertParses(parsing, "1.5,#cat,-2", row, "#cat");
    assertParses(parsing(';', null, 0), "7;1.5;-2", row, "7");
    assertParses(parsing('\t', null, 2), "1.5\t-2\tcat", row, "cat");
    assertParses(parsing(' ', null, 2), "1.5 -2 cat", row, "cat");
  }

  @Test
  void aLineOfLabelsThatBeginsWithTheSignOfCommentsIsNoComment() throws BadLineException {
    assertParses(parsing(',', null, 0), "#1,2,3", new double[] {2, 3}, "#1");
    assertArrayEquals(new String[] {"#id", "x", "y"}, CsvParsing.fields("#id,x,y", ','));
  }

  @Test
  void withoutALabelColumnAllColumnsAreNumbers() throws BadLineException {
    assertParses(parsing(',', null, -1), "1,2,3", new double[] {1, 2, 3}, null);
    assertNull(parsing(',', null, -1).label(new String[3]));
  }

  @ParameterizedTest
  @CsvSource({
    "3,3",
    "3.0,3",
    "3.,3",
    "03,3",
    "+3,3",
    "-0,0",
    "-1.00,-1",
    "3.5,3.5",
    "1e1,1e1",
    "three,three",
    "99999999999999999999,99999999999999999999"
  })
  void wholeNumbersAreTheSameClassHoweverTheyAreWritten(String text, String label) {
    assertEquals(label, CsvParsing.canonical(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,a|has 2 columns but 3 are expected",
        "1,a,2,3|has 4 columns but 3 are expected",
        "1,a,2,|has 4 columns but 3 are expected",
        "1,a,2,3,4|has more than the 3 columns expected",
        "1,a,two|column 2 is \"two\" but must be a number",
        "1,a,1.000.000|column 2 is \"1.000.000\" but must be a number",
        "1,a,12d|column 2 is \"12d\" but must be a number",
        "1,a,12F|column 2 is \"12F\" but must be a number",
        "1,a,inf|column 2 is \"inf\" but must be a number",
        "1,a,NaN|column 2 is NaN but must be a finite number (in float)",
        "1,a,-Infinity|column 2 is -Infinity but must be a finite number (in float)",
        "1,a,1e39|column 2 is 1e39 but must be a finite number (in float)",
        "1,a,|column 2 is empty but must be a number",
        ",a,1|column 0 is empty but must be a number",
        "1,\" \",1|has no label in column 1",
        "1,,1|has no label in column 1",
      })
  void saysWhatIsWrongInALine(String line, String message) {
    BadLineException refused =
        assertThrows(
            BadLineException.class,
            () -> {
              String[] fields = parsing.split(line);
              parsing.features(fields);
              parsing.label(fields);
            });
    assertEquals(message, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.5|",
        "-2e10|",
        "0|",
        "tall|column 1 is \"tall\" but must be a number: mean_squared_error predicts the label",
        "1e39|column 1 is 1e39 but must be a finite number (in float): mean_squared_error predicts"
            + " the label",
      })
  void aLabelToPredictIsANumber(String label, String message) throws BadLineException {
    String text = parsing.label(parsing.split("1," + label + ",2"));
    if (message == null) {
      parsing.checkNumber(text);
      assertEquals(Double.parseDouble(label), Double.parseDouble(text));
    } else {
      BadLineException refused =
          assertThrows(BadLineException.class, () -> parsing.checkNumber(text));
      assertEquals(message, refused.getMessage());
    }
  }

  @Test
  void namesTheColumnAsTheHeaderDoes() {
    CsvParsing named = parsing(',', List.of("width", "kind", "height"), 1);
    BadLineException refused =
        assertThrows(BadLineException.class, () -> named.features(named.split("1,cat,tall")));
    assertEquals("column 2 (height) is \"tall\" but must be a number", refused.getMessage());
  }

  @Test
  void readsOnAfterALineThatWasTooLong() throws BadLineException {
    assertThrows(BadLineException.class, () -> parsing.split("1,2,3,4,5,6"));
    assertParses(parsing, "1.5,cat,-2", new double[] {1.5, -2}, "cat");
  }
}
