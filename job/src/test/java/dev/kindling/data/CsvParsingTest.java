package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.CsvParsing.BadLineException;
import dev.kindling.nn.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvParsingTest {
  private final CsvParsing parsing = parsing(',', null, 1);

  /** Of rows with three columns. */
  private static CsvParsing parsing(char delimiter, List<String> names, int label) {
    return parsing(delimiter, new CsvColumns(3, names, label, -1), false);
  }

  private static CsvParsing parsing(char delimiter, CsvColumns columns, boolean weights) {
    return new CsvParsing(
        new CsvFormat("1", null, columns.names() != null, delimiter),
        columns,
        new Wanted(Shape.of(columns.features()), Wanted.Label.CLASS, weights));
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
  void aLineCountsWhatItsWeightSaysWhereThatIsWanted() throws BadLineException {
    CsvColumns columns = new CsvColumns(3, null, 2, 1);
    for (String weight : List.of("2.5", "0", "1e-3", " 7 ")) {
      String[] fields = parsing.split("1.5," + weight + ",cat");
      assertEquals(Double.parseDouble(weight), parsing(',', columns, true).weight(fields));
      assertEquals(1, parsing(',', columns, false).weight(fields));
      assertArrayEquals(new double[] {1.5}, parsing(',', columns, true).features(fields));
    }
    String[] bad = parsing.split("1.5,heavy,cat");
    assertEquals(1, parsing(',', columns, false).weight(bad), "nobody looks at it");
    assertEquals(1, parsing.weight(bad), "there is none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.5|column 1 (w) is -0.5 but must be a weight of at least 0 (data.weight)",
        "heavy|column 1 (w) is \"heavy\" but must be a number",
        "NaN|column 1 (w) is NaN but must be a finite number (in float)",
        "''|column 1 (w) is empty but must be a number",
      })
  void aWeightIsANumberOfAtLeast0(String weight, String message) throws BadLineException {
    CsvParsing weighted = parsing(',', new CsvColumns(3, List.of("x", "w", "kind"), 2, 1), true);
    String[] fields = weighted.split("1.5," + weight + ",cat");
    BadLineException refused = assertThrows(BadLineException.class, () -> weighted.weight(fields));
    assertEquals(message, refused.getMessage());
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
