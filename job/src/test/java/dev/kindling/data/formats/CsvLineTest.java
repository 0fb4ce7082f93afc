package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.features.Cells;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CsvLineTest {
  private static CsvLine read(String text, char delimiter, int columns) throws BadRowException {
    CsvLine line = new CsvLine(delimiter, columns);
    line.read(text);
    return line;
  }

  private static String[] cells(CsvLine line, int columns) {
    return IntStream.range(0, columns).mapToObj(line::cell).toArray(String[]::new);
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.strings()
        .withChars(",,,;;  \t\"ab01.-#'\\\u00e9\u2003\u0001")
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(line -> !line.isBlank());
  }

  @Property
  void aLineThatIsCutHasTheCellsThatItsParserFinds(@ForAll("lines") String text)
      throws BadRowException {
    for (char delimiter : new char[] {',', ';', '\t', ' '}) {
      String[] expected = CsvLine.cells(text, delimiter);
      if (expected.length > 0 && !Quotes.stayOpen(text, delimiter)) {
        CsvLine line = read(text, delimiter, expected.length);
        assertArrayEquals(
            expected,
            cells(line, expected.length),
            () -> text + " gives " + Arrays.toString(cells(line, expected.length)));
      }
    }
  }

  @Property
  void aNumberIsThatOfItsCell(@ForAll("lines") String text) throws BadRowException {
    Assume.that(!Quotes.stayOpen(text, ','));
    String[] cells = CsvLine.cells(text, ',');
    CsvLine line = new CsvLine(',', cells.length);
    if (cells.length > 0) {
      line.read(text);
    }
    for (int column = 0; column < cells.length; column++) {
      String cell = cells[column];
      int at = column;
      assertEquals(numberOr(() -> Cells.number(cell)), numberOr(() -> line.number(at)));
    }
  }

  private static String numberOr(Callable<Double> number) {
    try {
      return String.valueOf(number.call());
    } catch (Exception refused) {
      return refused.toString();
    }
  }

  @Test
  void aLineIsForgottenWithTheNextOne() throws BadRowException {
    CsvLine line = new CsvLine(',', 2);
    line.read("\"a, b\",1");
    assertArrayEquals(new String[] {"a, b", "1"}, cells(line, 2));
    line.read("a long one that is cut,2");
    assertArrayEquals(new String[] {"a long one that is cut", "2"}, cells(line, 2));
    line.read("c,");
    assertArrayEquals(new String[] {"c", null}, cells(line, 2));
  }
}
