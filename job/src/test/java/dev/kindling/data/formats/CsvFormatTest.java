package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFormatTest {
  private static CsvFormat read(String data) {
    return CsvFormat.read(Section.parse("x.yaml", "data: " + data).section("data"));
  }

  @Test
  void aLabelIndexMeansNoHeaderAndALabelNameMeansOne() {
    assertEquals(new CsvFormat("4", null, false, ','), read("{label: 4}"));
    assertEquals(new CsvFormat("kind", null, true, ','), read("{label: kind}"));
    assertEquals(
        new CsvFormat("4", null, true, ';'), read("{label: 4, header: true, delimiter: ;}"));
    assertEquals(new CsvFormat("0", null, false, '\t'), read("{label: 0, delimiter: \"\\t\"}"));
  }

  @Test
  void theWeightIsNamedAsTheLabelIs() {
    assertEquals(new CsvFormat("4", "0", false, ','), read("{label: 4, weight: 0}"));
    assertEquals(new CsvFormat("kind", "w", true, ','), read("{label: kind, weight: w}"));
  }

  @Test
  void whatIsWrittenIntoAModelReadsBackTheSame() {
    for (String weight : new String[] {null, "w"}) {
      CsvFormat format = new CsvFormat("kind", weight, true, ';');
      Section section = Section.of("model.json", format.toMap());
      section.has("format");
      assertEquals(format, CsvFormat.read(section));
      section.done();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{label: kind, header: false}"
            + "|data.label is \"kind\" but must be a column index where there is no header"
            + " (data.header: false)",
        "{label: 1, delimiter: '::'}"
            + "|data.delimiter is \"::\" but must be one character, such as , or ;",
        "{label: 1, delimiter: '\"'}"
            + "|data.delimiter is \"\"\" but must be one character, such as , or ;",
        "{label: 1, header: 7}|data.header is 7 but must be true or false",
        "{label: 1, weight: '01'}"
            + "|data.weight is \"01\" but must be another column than the label (data.label)",
        "{label: kind, weight: kind}"
            + "|data.weight is \"kind\" but must be another column than the label (data.label)",
        "{label: 1, weight: w}"
            + "|data.weight is \"w\" but must be a column index, as data.label is",
        "{label: kind, weight: 1}"
            + "|data.weight is 1 but must be a name from the header, as data.label is",
        "{}|data.label is missing (must be text)",
      })
  void refusesWhatItCannotRead(String data, String message) {
    String given = data.replace("'", "\"").replace("\"\"\"", "'\"'");
    ConfigException refused = assertThrows(ConfigException.class, () -> read(given));
    assertEquals("x.yaml: " + message, refused.getMessage());
  }
}
