package dev.kindling.features;

import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.features.FittedColumn.Numeric;
import java.util.List;

/** A preparation to test with. */
public final class Preparations {
  private Preparations() {}

  /**
   * Of a number each with and without a category of missing ones, a one-hot and a hashed column.
   */
  public static ColumnPreparation columns() {
    return new ColumnPreparation(
        List.of(
            new Numeric(new Column("age", Kind.STANDARDIZE, 1, Missing.MEDIAN), 40, 0.1, 35),
            new Numeric(new Column("income", Kind.LOG, 1, Missing.CATEGORY), 2, 0.5, 2),
            new Categorical(
                new Column("city", Kind.ONE_HOT, 3, Missing.CATEGORY), List.of("Köln", "Rome")),
            new Categorical(new Column("zip", Kind.HASHED, 4, Missing.FAIL), List.of())));
  }
}
