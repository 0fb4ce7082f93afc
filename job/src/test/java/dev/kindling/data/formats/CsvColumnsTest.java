package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import dev.kindling.features.RowEncoder;
import dev.kindling.nn.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvColumnsTest {
  private static final Wanted LABELLED = wanted(1, Wanted.Label.CLASS, false);

  private static Wanted wanted(int features, Wanted.Label label, boolean weights) {
    return new Wanted(Shape.of(features), label, weights);
  }

  private static CsvColumns columns(String label, boolean header, String line) {
    return CsvColumns.of("a.csv", line, new CsvFormat(label, null, header, ','), LABELLED);
  }

  /** Of an input to predict. */
  private static CsvColumns columns(String label, boolean header, String line, int features) {
    return CsvColumns.of(
        "a.csv",
        line,
        new CsvFormat(label, null, header, ','),
        wanted(features, Wanted.Label.ANY, false));
  }

  private static void assertRefused(String message, String label, boolean header, String line) {
    assertRefused(message, () -> columns(label, header, line));
  }

  private static void assertRefused(String message, Executable reading) {
    assertEquals(message, assertThrows(DataException.class, reading).getMessage());
  }

  private static CsvColumns declared(CsvFormat format, String line, Wanted.Label label) {
    List<Column> columns =
        List.of(
            new Column(format.header() ? "y" : "2", Column.Kind.NONE, 1, Column.Missing.FAIL),
            new Column(format.header() ? "x" : "0", Column.Kind.NONE, 1, Column.Missing.FAIL));
    return CsvColumns.of(
        "a.csv", line, format, wanted(2, label, true).with(new RowEncoder(columns)));
  }

  private static final CsvFormat BY_NAME = new CsvFormat("kind", "w", true, ',');
  private static final CsvFormat BY_INDEX = new CsvFormat("3", null, false, ',');

  @Test
  void declaredColumnsAreFoundByNameAndOthersAreIgnored() {
    List<String> names = List.of("z", "kind", "x", "w", "y");
    assertEquals(
        new CsvColumns(5, names, 1, 3, List.of(4, 2)),
        declared(BY_NAME, "z,kind,x,w,y", Wanted.Label.CLASS));
    assertEquals(
        new CsvColumns(2, List.of("y", "x"), -1, -1, List.of(0, 1)),
        CsvColumns.of(
            "a.csv",
            "y,x",
            BY_NAME,
            wanted(2, Wanted.Label.ANY, false)
                .with(
                    new RowEncoder(
                        List.of(
                            new Column("y", Column.Kind.NONE, 1, Column.Missing.FAIL),
                            new Column("x", Column.Kind.NONE, 1, Column.Missing.FAIL))))));
  }

  @Test
  void withoutAHeaderDeclaredColumnsAreWhereTheyAre() {
    assertEquals(
        new CsvColumns(5, null, 3, -1, List.of(2, 0)),
        declared(BY_INDEX, "1,2,3,4,5", Wanted.Label.CLASS));
    assertEquals(
        new CsvColumns(3, null, -1, -1, List.of(2, 0)),
        declared(BY_INDEX, "1,2,3", Wanted.Label.ANY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,kind,w | a.csv has no column \"y\" (data.columns); its header names x, kind, w",
        "x,kind,w,y,x | a.csv has two columns \"x\" (data.columns); its header names x, kind, w, y,"
            + " x",
        "x,y,w | a.csv has no column \"kind\" for the label; its header names x, y, w",
        "x,y,kind | a.csv has no column \"w\" for the weight; its header names x, y, kind",
        "x;kind;w;y | a.csv has no column \"kind\" for the label; its header names x;kind;w;y (one"
            + " column: is \";\" what separates them? see data.delimiter)",
      })
  void aColumnThatIsDeclaredButNotThereIsNamed(String header, String message) {
    assertEquals(
        message,
        assertThrows(DataException.class, () -> declared(BY_NAME, header, Wanted.Label.CLASS))
            .getMessage());
  }

  @Test
  void theLabelAndTheWeightAreNoFeaturesByWhicheverNameTheyAreCalled() {
    for (CsvFormat byIndex :
        List.of(new CsvFormat("2", "0", true, ','), new CsvFormat("1", "2", true, ','))) {
      assertRefused(
          "a.csv has the label or the weight in the column \"y\", which data.columns must leave out",
          () -> declared(byIndex, "x2,x,y", Wanted.Label.CLASS));
    }
  }

  @Test
  void aDeclaredIndexBeyondTheFileIsRefused() {
    assertEquals(
        "a.csv has 2 columns, so a feature cannot be column 2 (data.columns; columns are counted from 0; data.delimiter is \",\")",
        assertThrows(DataException.class, () -> declared(BY_INDEX, "1,2", Wanted.Label.ANY))
            .getMessage());
  }

  @Test
  void theLabelIsTheColumnOfThatIndexOrName() {
    List<String> names = List.of("width", "height", "kind");
    assertEquals(new CsvColumns(3, null, 2, -1), columns("2", false, "1,2,3"));
    assertEquals(new CsvColumns(3, names, 0, -1), columns("0", true, "width,height,kind"));
    assertEquals(new CsvColumns(3, names, 1, -1), columns("height", true, "width,height,kind"));
    assertEquals(
        new CsvColumns(3, names, 2, -1), columns("kind", true, "\"width\", height ,\"kind\""));
    assertEquals(2, columns("kind", true, "width,height,kind").features());
  }

  @Test
  void theLabelIsAbsentWhereThereAreAsManyColumnsAsFeatures() {
    assertEquals(new CsvColumns(3, null, -1, -1), columns("2", false, "1,2,3", 3));
    assertEquals(new CsvColumns(3, null, -1, -1), columns("0", false, "1,2,3", 3));
    assertEquals(
        new CsvColumns(2, List.of("width", "height"), -1, -1),
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

  private static CsvColumns named(String line, Wanted wanted) {
    return CsvColumns.of("a.csv", line, new CsvFormat("kind", "w", true, ','), wanted);
  }

  /** With the label in column 3 and the weight in another. */
  private static CsvColumns indexed(String weight, String line, Wanted wanted) {
    return CsvColumns.of("a.csv", line, new CsvFormat("3", weight, false, ','), wanted);
  }

  @Test
  void theWeightIsNeitherLabelNorFeature() {
    Wanted training = wanted(2, Wanted.Label.CLASS, true);
    CsvColumns found = named("x,w,y,kind", training);
    assertEquals(new CsvColumns(4, List.of("x", "w", "y", "kind"), 3, 1), found);
    assertEquals(2, found.features());
    assertEquals(new CsvColumns(4, null, 3, 0), indexed("0", "1,2,3,4", training));
  }

  @Test
  void aWeightThatIsNotReadMayBeAbsent() {
    Wanted labelled = wanted(2, Wanted.Label.CLASS, false);
    Wanted unlabelled = wanted(2, Wanted.Label.ANY, false);
    List<String> names = List.of("x", "y", "kind");
    for (Wanted wanted : List.of(labelled, unlabelled)) {
      assertEquals(new CsvColumns(3, names, 2, -1), named("x,y,kind", wanted));
      assertEquals(3, named("x,w,y,kind", wanted).label());
      assertEquals(new CsvColumns(4, null, 3, 1), indexed("1", "1,2,3,4", wanted));
    }
    assertEquals(new CsvColumns(2, List.of("x", "y"), -1, -1), named("x,y", unlabelled));
    assertEquals(new CsvColumns(3, List.of("x", "w", "y"), -1, 1), named("x,w,y", unlabelled));
    assertEquals(new CsvColumns(3, null, 2, -1), indexed("1", "1,2,3", labelled));
    assertEquals(new CsvColumns(2, null, -1, -1), indexed("1", "1,2", unlabelled));
    CsvFormat weightLast = new CsvFormat("0", "3", false, ',');
    assertEquals(
        new CsvColumns(3, null, 0, -1), CsvColumns.of("a.csv", "1,2,3", weightLast, labelled));
  }

  @Test
  void refusesAWeightThatIsNoColumnOrTwoOrCouldBeTheLabel() {
    Wanted training = wanted(2, Wanted.Label.CLASS, true);
    Wanted unlabelled = wanted(2, Wanted.Label.ANY, false);
    assertRefused(
        "a.csv has no column \"w\" for the weight; its header names x, y, kind",
        () -> named("x,y,kind", training));
    assertRefused(
        "a.csv has two columns \"w\", 0 and 2; which is the weight? (data.weight; an index from 0"
            + " with data.header: true names one)",
        () -> named("w,x,w,kind", training));
    assertRefused(
        "a.csv has 4 columns, so the weight cannot be column 4 (data.weight; columns are counted"
            + " from 0; data.delimiter is \",\")",
        () -> indexed("4", "1,2,3,4", training));
    assertRefused(
        "a.csv has 3 columns for 2 features: is the other one the label (data.label, column 3) or"
            + " the weight (data.weight, column 1)? give both or neither",
        () -> indexed("1", "1,2,3", unlabelled));
  }

  @Test
  void featuresMayShareAName() {
    assertEquals(new CsvColumns(3, List.of("x", "x", "y"), 2, -1), columns("y", true, "x,x,y"));
  }

  @Test
  void everyFileHasTheHeaderOfTheFirst() {
    CsvColumns columns = columns("y", true, "x,y");
    assertNull(columns.headerProblem(List.of(" x", "y ")::get));
    assertEquals(
        "names column 0 \"y\" but the first file's header names it \"x\"",
        columns.headerProblem(List.of("y", "x")::get));
  }
}
