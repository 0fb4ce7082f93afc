package dev.kindling.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTest {
  private static List<Column> read(String columns) {
    Section root = Section.parse("x.yaml", "columns: {" + columns + "}");
    List<Column> read = Column.readAll(root.section("columns"));
    root.done();
    return read;
  }

  @Test
  void aColumnIsAKindAloneOrWithOptions() {
    assertEquals(
        List.of(
            new Column("z", Kind.STANDARDIZE, 1, Missing.FAIL),
            new Column("income", Kind.LOG, 1, Missing.MEDIAN),
            new Column("city", Kind.ONE_HOT, 12, Missing.CATEGORY),
            new Column("zip", Kind.HASHED, 32, Missing.FAIL),
            new Column("7", Kind.MINMAX, 1, Missing.CATEGORY),
            new Column("a b", Kind.NONE, 1, Missing.MEAN)),
        read(
            "z: standardize, income: {log: {missing: median}}, city: {one_hot: {values: 12,"
                + " missing: category}}, zip: {hashed: {buckets: 32}}, 7: {minmax: {missing:"
                + " category}}, a b: {none: {missing: mean}}"));
  }

  @Test
  void whatIsPrintedIsRead() {
    for (Kind kind : Kind.values()) {
      for (Missing missing : Missing.values()) {
        boolean legal = kind.isNumber() || missing == Missing.FAIL || missing == Missing.CATEGORY;
        if (legal) {
          Column column = new Column("a", kind, kind.isNumber() ? 1 : 5, missing);
          assertEquals(List.of(column), read("a: " + column));
        }
      }
    }
  }

  @Test
  void howManyInputsAColumnMakesIsKnownBeforeAnyRow() {
    assertEquals(
        1 + 1 + 2 + 12 + 13 + 33,
        Column.inputs(
            read(
                "a: standardize, b: {log: {missing: median}}, c: {none: {missing: category}}, d:"
                    + " {one_hot: {values: 12}}, e: {one_hot: {values: 12, missing: category}}, f:"
                    + " {hashed: {buckets: 32, missing: category}}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age: standardise | columns.age is \"standardise\" but must be one of none, standardize,"
            + " minmax, log, one_hot, hashed; did you mean standardize?",
        "city: one_hot | columns.city.one_hot.values is missing (must be a whole number from 1 to"
            + " 1000000)",
        "city: {one_hot: {values: 0}} | columns.city.one_hot.values is 0 but must be a whole number"
            + " from 1 to 1000000",
        "city: {one_hot: {values: 2, missing: mean}} | columns.city.one_hot.missing is \"mean\" but"
            + " must be fail or category: only numbers have a mean",
        "zip: {hashed: {buckets: 2, missing: median}} | columns.zip.hashed.missing is \"median\""
            + " but must be fail or category: only numbers have a median",
        "zip: {hashed: {values: 2}} | columns.zip.hashed.buckets is missing (must be a whole number"
            + " from 1 to 1000000)",
        "age: {log: {mising: mean}} | unknown key columns.age.log.mising; did you mean missing?"
            + " (legal here: missing)",
        "age: {log: {missing: 0}} | columns.age.log.missing is 0 but must be one of fail, mean,"
            + " median, category",
        "'' | columns must name at least one column",
      })
  void whatIsNoColumnIsRefused(String columns, String message) {
    assertEquals(
        "x.yaml: " + message,
        assertThrows(ConfigException.class, () -> read(columns)).getMessage());
  }
}
