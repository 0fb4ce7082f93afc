package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.RowEncoder;
import dev.kindling.nn.Shape;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CsvParsingTest {
  private final CsvParsing parsing = parsing(',', null, 1);

  /** Of rows with three columns. */
  private static CsvParsing parsing(char delimiter, List<String> names, int label) {
    return parsing(delimiter, new CsvColumns(3, names, label, -1), false);
  }

  private static CsvParsing parsing(char delimiter, CsvColumns columns, boolean weights) {
    return parsing(delimiter, columns, Wanted.Label.CLASS, weights);
  }

  private static CsvParsing parsing(
      char delimiter, CsvColumns columns, Wanted.Label label, boolean weights) {
    return new CsvParsing(
        new CsvFormat("1", null, columns.names() != null, delimiter),
        columns,
        null,
        new Wanted(Shape.of(columns.features()), label, weights));
  }

  private static void assertParses(CsvParsing parsing, String line, double[] row, String label)
      throws BadRowException {
    RawRow parsed = parsing.parse(5, line);
    assertEquals(5, parsed.number());
    assertArrayEquals(row, parsed.features().toArray(), line);
    assertEquals(label, parsed.label(), line);
  }

  @Test
  void aLineIsALabelAndTheNumbersOfTheOtherColumnsInTheirOrder() throws BadRowException {
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

  /** The parser alone would take {@code "black} for a whole label. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1,2,\"black|true",
        "1,\"2,cat|true",
        "\"|true",
        "  \"a \"\"b\"\"|true",
        "\"a\", \"b|true",
        "\"a\"\"|true",
        "1,\"black cat\",2|false",
        "1,\"a\"\"\",2|false",
        "1,\"\",2|false",
        "1,5\" nail,2|false",
        "1,nail 5\"|false",
        "\"a\" b,2|false",
        "1,2,3|false"
      })
  void aFieldEndsOnItsLine(String line, boolean open) {
    assertEquals(open, Quotes.stayOpen(line, ','));
    if (open) {
      BadRowException refused = assertThrows(BadRowException.class, () -> parsing.parse(0, line));
      assertEquals(Reason.OPEN_QUOTE, refused.reason());
    }
  }

  @Test
  void aFirstLineWithAnOpenQuoteIsNoHeader() {
    assertEquals(
        "the first line of x.csv has a quote that is not closed: a row is one line, and so is each"
            + " of its fields",
        assertThrows(DataException.class, () -> CsvLine.first("x.csv", "a,\"b", ',')).getMessage());
  }

  @Property
  void numbersAreThoseThatJavaReads(@ForAll double value) throws BadRowException {
    Assume.that(Float.isFinite((float) value));
    BigDecimal exact = new BigDecimal(value);
    for (String text : List.of(Double.toString(value), exact.toString(), exact.toPlainString())) {
      assertParses(parsing, text + ",cat," + text, new double[] {value, value}, "cat");
    }
  }

  @Test
  void aLineOfLabelsThatBeginsWithTheSignOfCommentsIsNoComment() throws BadRowException {
    assertParses(parsing(',', null, 0), "#1,2,3", new double[] {2, 3}, "#1");
    assertArrayEquals(new String[] {"#id", "x", "y"}, CsvLine.cells("#id,x,y", ','));
  }

  @Test
  void withoutALabelColumnAllColumnsAreNumbers() throws BadRowException {
    assertParses(parsing(',', null, -1), "1,2,3", new double[] {1, 2, 3}, null);
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
        "1|WRONG_COLUMN_COUNT|||has 1 column but 3 are expected",
        "1,a|WRONG_COLUMN_COUNT|||has 2 columns but 3 are expected",
        "1,a,2,3|WRONG_COLUMN_COUNT|||has 4 columns but 3 are expected",
        "1,a,2,|WRONG_COLUMN_COUNT|||has 4 columns but 3 are expected",
        "1,a,2,3,4|WRONG_COLUMN_COUNT|||has more than the 3 columns expected",
        "1,a,two|NOT_A_NUMBER|2|two|column 2 is \"two\" but must be a number",
        "1,a,1.000.000|NOT_A_NUMBER|2|1.000.000|column 2 is \"1.000.000\" but must be a number",
        "1,a,12d|NOT_A_NUMBER|2|12d|column 2 is \"12d\" but must be a number",
        "1,a,12F|NOT_A_NUMBER|2|12F|column 2 is \"12F\" but must be a number",
        "1,a,info|NOT_A_NUMBER|2|info|column 2 is \"info\" but must be a number",
        "1,a,inf|NOT_FINITE|2|inf|column 2 is inf but must be a finite number (in float)",
        "1,a,-Inf|NOT_FINITE|2|-Inf|column 2 is -Inf but must be a finite number (in float)",
        "1,a,nan|NOT_FINITE|2|nan|column 2 is nan but must be a finite number (in float)",
        "1,a,NaN|NOT_FINITE|2|NaN|column 2 is NaN but must be a finite number (in float)",
        "1,a,-Infinity|NOT_FINITE|2|-Infinity|column 2 is -Infinity but must be a finite number (in"
            + " float)",
        "1,a,1e39|NOT_FINITE|2|1e39|column 2 is 1e39 but must be a finite number (in float)",
        "1,a,|EMPTY|2||column 2 is empty but must be a number",
        ",a,1|EMPTY|0||column 0 is empty but must be a number",
        "1,\" \",1|NO_LABEL|1|' '|has no label in column 1",
        "1,,1|NO_LABEL|1||has no label in column 1",
      })
  void saysWhatIsWrongInALine(
      String line, Reason reason, String column, String value, String message) {
    BadRowException refused = assertThrows(BadRowException.class, () -> parsing.parse(0, line));
    assertEquals(message, refused.getMessage());
    assertEquals(reason, refused.reason());
    assertEquals(
        new RejectedRow("a.csv", 7, reason, column, value, line), refused.at("a.csv", 7, line));
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
  void aLabelToPredictIsANumber(String label, String message) throws BadRowException {
    CsvParsing numbers = parsing(',', new CsvColumns(3, null, 1, -1), Wanted.Label.NUMBER, false);
    String line = "1," + label + ",2";
    if (message == null) {
      assertEquals(Double.parseDouble(label), Double.parseDouble(numbers.parse(0, line).label()));
    } else {
      BadRowException refused = assertThrows(BadRowException.class, () -> numbers.parse(0, line));
      assertEquals(message, refused.getMessage());
      assertEquals(label, refused.at("a.csv", 1, line).value());
    }
  }

  @Test
  void aLineCountsWhatItsWeightSaysWhereThatIsWanted() throws BadRowException {
    CsvColumns columns = new CsvColumns(3, null, 2, 1);
    for (String weight : List.of("2.5", "0", "1e-3", " 7 ")) {
      CsvLine fields = parsing.split("1.5," + weight + ",cat");
      assertEquals(Double.parseDouble(weight), parsing(',', columns, true).weight(fields));
      assertEquals(1, parsing(',', columns, false).weight(fields));
      assertArrayEquals(new double[] {1.5}, parsing(',', columns, true).features(fields));
    }
    CsvLine bad = parsing.split("1.5,heavy,cat");
    assertEquals(1, parsing(',', columns, false).weight(bad), "nobody looks at it");
    assertEquals(1, parsing.weight(bad), "there is none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.5|NEGATIVE_WEIGHT|column 1 (w) is -0.5 but must be a weight of at least 0"
            + " (data.weight)",
        "heavy|NOT_A_NUMBER|column 1 (w) is \"heavy\" but must be a number",
        "NaN|NOT_FINITE|column 1 (w) is NaN but must be a finite number (in float)",
        "''|EMPTY|column 1 (w) is empty but must be a number",
      })
  void aWeightIsANumberOfAtLeast0(String weight, Reason reason, String message)
      throws BadRowException {
    CsvParsing weighted = parsing(',', new CsvColumns(3, List.of("x", "w", "kind"), 2, 1), true);
    CsvLine fields = weighted.split("1.5," + weight + ",cat");
    BadRowException refused = assertThrows(BadRowException.class, () -> weighted.weight(fields));
    assertEquals(message, refused.getMessage());
    assertEquals(reason, refused.reason());
  }

  @Test
  void namesTheColumnAsTheHeaderDoes() {
    CsvParsing named = parsing(',', List.of("width", "kind", "height"), 1);
    BadRowException refused =
        assertThrows(BadRowException.class, () -> named.features(named.split("1,cat,tall")));
    assertEquals("column 2 (height) is \"tall\" but must be a number", refused.getMessage());
  }

  /** Of a table whose column of heights is declared, and no other. */
  private static CsvParsing declared(Wanted.Label label) {
    RowEncoder encoder =
        new RowEncoder(
            List.of(new Column("height", Kind.NONE, 1, Missing.FAIL)), List.of(List.of()));
    return new CsvParsing(
        new CsvFormat("kind", null, true, ','),
        new CsvColumns(3, List.of("width", "kind", "height"), 1, -1, List.of(2)),
        encoder,
        new Wanted(Shape.of(1), label, false).with(encoder));
  }

  @Test
  void namesADeclaredColumnWhereverItStands() {
    BadRowException refused =
        assertThrows(
            BadRowException.class, () -> declared(Wanted.Label.CLASS).parse(0, "1,cat,tall"));
    assertEquals("column 2 (height) is \"tall\" but must be a number", refused.getMessage());
    assertEquals("height", refused.column());
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASS", "NUMBER"})
  void aLabelOfATableWithMissingValuesMayBeMissing(Wanted.Label label) throws BadRowException {
    assertEquals("7", declared(label).parse(0, "1,7,2").label());
    for (String nothing : List.of("", " NA ", "?", "null")) {
      BadRowException bad =
          assertThrows(
              BadRowException.class, () -> declared(label).parse(0, "1," + nothing + ",2"));
      assertEquals("has no label in column 1 (kind)", bad.getMessage());
    }
    assertParses(parsing, "1.5,NA,-2", new double[] {1.5, -2}, "NA"); // of numbers alone
  }

  @Test
  void readsOnAfterALineThatWasTooLong() throws BadRowException {
    assertThrows(BadRowException.class, () -> parsing.split("1,2,3,4,5,6"));
    assertParses(parsing, "1.5,cat,-2", new double[] {1.5, -2}, "cat");
  }

  @Test
  void aNulIsNotOverlookedInANumberNorInALabel() throws BadRowException {
    BadRowException e = assertThrows(BadRowException.class, () -> parsing.parse(0, "1,cat,2\0"));
    assertEquals("column 2 is \"2\u2400\" but must be a number", e.getMessage());
    assertParses(parsing, "1,cat\0,2", new double[] {1, 2}, "cat\u2400");
  }
}
