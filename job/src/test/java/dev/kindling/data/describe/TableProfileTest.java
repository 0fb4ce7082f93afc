package dev.kindling.data.describe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableProfileTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,kind       | 1.5,cat;2,dog | true",
        "2023,2024,churned| 1,2,0;3,4,1   | true",
        "a,b,7            | 1,2,x;?,4,y   | true",
        "1.5,cat          | 2,dog;3,cat   | false",
        "5,NA             | 6,1;7,2       | false", // a row without its last value
        "5,A12            | 6,345;7,B2    | false", // some texts of digits only
        "5,cat            | 1             | false", // nothing to compare with
      })
  void aHeaderHasNoNumbersOrATextAboveNumbers(String first, String rows, boolean header) {
    assertEquals(
        header, TableProfile.isHeader(first.split(","), List.of(rows.split(";")), ','), first);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = ' ',
      value = {"\"a;b,c\" \",\"", "\"a;b,c;d\" ;", "\"a\tb|c,d\te\" \"\t\"", "a|b |", "a \",\""})
  void theMostFrequentDelimiterIsMeantAndOfAsFrequentOnesTheFirst(String line, char delimiter) {
    assertEquals(delimiter, TableProfile.delimiter(line));
  }
}
