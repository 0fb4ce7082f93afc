package dev.kindling.data.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Wanted;
import dev.kindling.nn.Shape;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TableColumnsTest {
  private static final TableRoles ROLES = new TableRoles("kind", "w");

  private static StructType schema(String... names) {
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, name.equals("kind") ? DataTypes.StringType : DataTypes.DoubleType);
    }
    return schema;
  }

  private static TableColumns of(Wanted.Label label, boolean weights, String... names) {
    return TableColumns.of("rows", schema(names), ROLES, new Wanted(Shape.of(1), label, weights));
  }

  @Test
  void labelAndWeightAreNoFeaturesWhetherTheyAreWantedOrNot() {
    List<String> names = List.of("w", "x", "kind");
    assertEquals(
        new TableColumns(names, 2, 0, List.of(1)), of(Wanted.Label.CLASS, true, "w", "x", "kind"));
    assertEquals(
        new TableColumns(names, -1, -1, List.of(1)), of(Wanted.Label.ANY, false, "w", "x", "kind"));
    assertEquals(
        new TableColumns(List.of("x"), -1, -1, List.of(0)), of(Wanted.Label.ANY, false, "x"));
  }

  /** As a join of two tables gives them. */
  @Test
  void ofTwoColumnsWithTheNameOfTheLabelNoneIsMeant() {
    assertEquals(
        "rows has two columns \"kind\" (data.label); its columns are kind, x, w, kind",
        assertThrows(
                DataException.class, () -> of(Wanted.Label.CLASS, true, "kind", "x", "w", "kind"))
            .getMessage());
  }
}
