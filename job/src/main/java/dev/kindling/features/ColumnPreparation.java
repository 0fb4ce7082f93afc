package dev.kindling.features;

import dev.kindling.linalg.Matrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the columns of a table become inputs: those of the first column, then those of the second,
 * and so on. The raw numbers of a row are what the {@link #encoder} makes of its cells.
 */
public record ColumnPreparation(List<FittedColumn> columns) implements FeaturePreparation {

  /**
   * Takes the columns in the order of their inputs.
   *
   * @throws IllegalArgumentException if two have one name, or there is none
   */
  public ColumnPreparation {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (FittedColumn each : columns) {
      if (!names.add(each.column().name())) {
        throw new IllegalArgumentException("there are two columns " + each.column().name());
      }
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("there is no column");
    }
  }

  /** What is to become of each column. */
  public List<Column> declared() {
    return columns.stream().map(FittedColumn::column).toList();
  }

  /** What makes raw numbers of cells. */
  public RowEncoder encoder() {
    return new RowEncoder(declared(), columns.stream().map(FittedColumn::categories).toList());
  }

  @Override
  public int features() {
    return columns.size();
  }

  @Override
  public int inputs() {
    return Column.inputs(declared());
  }

  @Override
  public void apply(double[] raw, int from, Matrix into, int row) {
    int at = row * into.cols();
    for (int c = 0; c < columns.size(); c++) {
      FittedColumn column = columns.get(c);
      column.apply(raw[from + c], into, at);
      at += column.column().inputs();
    }
  }

  /** What each column's inputs were made of, see {@link FittedColumn#valueOf}. */
  public List<String> valuesOf(float[] inputs) {
    List<String> values = new ArrayList<>();
    int at = 0;
    for (FittedColumn each : columns) {
      values.add(each.valueOf(inputs, at));
      at += each.column().inputs();
    }
    return values;
  }

  @Override
  public String inputName(int input) {
    int left = input;
    for (FittedColumn each : columns) {
      if (left < each.column().inputs()) {
        return each.inputName(left);
      }
      left -= each.column().inputs();
    }
    throw new IllegalArgumentException("there is no input " + input);
  }
}
