package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.CsvParsing.BadLineException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvColumnsTest {
  private static final int ANY = -1;

  private static CsvColumns columns(String label, boolean header, String line, int features) {
    return CsvColumns.of("a.csv", line, new CsvFormat(label, header, ','), features);
  }

  private static void assertRefused(String message, String label, boolean header, String line) {
    DataException refused =
        assertThrows(DataException.class, () -> columns(label, header, line, ANY));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void theLabelIsTheColumnOfThatIndexOrName() {
    List<String> names = List.of("width", "height", "kind");
    assertEquals(new CsvColumns(3, null, 2), columns("2", false, "1,2,3", ANY));
    assertEquals(new CsvColumns(3, names, 0), columns("0", true, "width,height,kind", ANY));
    assertEquals(new CsvColumns(3, names, 1), columns("height", true, "width,height,kind", ANY));
    assertEquals(
        new CsvColumns(3, names, 2), columns("kind", true, "\"width\", height ,\"kind\"", ANY));
    assertEquals(2, columns("kind", true, "width,height,kind", ANY).features());
  }

  @Test
  void theLabelIsAbsentWhereThereAreAsManyColumnsAsFeatures() {
    assertEquals(new CsvColumns(3, null, -1), columns("2", false, "1,2,3", 3));
    assertEquals(new CsvColumns(3, null, -1), columns("0", false, "1,2,3", 3));
    assertEquals(
        new CsvColumns(2, List.of("width", "height"), -1),
        columns("kind", true, "width,height", 2));
    assertEquals(2, columns("kind", true, "width,height", 2).features());
    assertEquals(2, columns("2", false, "1,2,3", 2).features());
  }

  @Test
  void refusesALabelThatIsNoColumnOrTwo() {
    assertRefused(
        "a.csv has 3 columns, so the label cannot be column 3 (data.label; columns are counted from"
            + " 0; data.delimiter is \",\")",
        "3",
        false,
        "1,2,3");
    assertRefused(
        "a.csv has no column \"species\" for the label; its header names width, height, kind",
        "species",
        true,
        "width,height,kind");
    assertRefused(
        "a.csv has no column \"x\" for the label; its header names a, b, c, d, e, f, g, h, i, j, k,"
            + " l and 2 more",
        "x",
        true,
        "a,b,c,d,e,f,g,h,i,j,k,l,m,n");
    assertRefused(
        "a.csv has no column \"12345678901\" for the label; its header names a, b",
        "12345678901",
        true,
        "a,b");
    assertRefused(
        "a.csv has two columns \"kind\", 0 and 2; which is the label? (data.label; an index from 0"
            + " with data.header: true names one)",
        "kind",
        true,
        "kind,x,kind");
  }

  @Test
  void featuresMayShareAName() {
    assertEquals(new CsvColumns(3, List.of("x", "x", "y"), 2), columns("y", true, "x,x,y", ANY));
  }

  @Test
  void everyFileHasTheHeaderOfTheFirst() throws BadLineException {
    CsvColumns columns = columns("y", true, "x,y", ANY);
    columns.checkHeader(new String[] {" x", "y "});
    BadLineException refused =
        assertThrows(BadLineException.class, () -> columns.checkHeader(new String[] {"y", "x"}));
    assertEquals(
        "names column 0 \"y\" but the first file's header names it \"x\"", refused.getMessage());
  }
}
