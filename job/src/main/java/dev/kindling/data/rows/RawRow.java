package dev.kindling.data.rows;

import java.io.Serializable;

/**
 * One row as it was read, before labels became classes and features were prepared.
 *
 * @param number counted from 0 through all files in the order of their names
 * @param label the label's text, null where the input has no label column
 * @param weight what the row counts in training, at least 0; 1 where no weights are read
 * @param features raw numbers: of a table what a {@link dev.kindling.features.RowEncoder} makes of
 *     its cells
 */
public record RawRow(long number, String label, double weight, Features features)
    implements Serializable {

  public RawRow(long number, String label, double weight, double[] features) {
    this(number, label, weight, new Features.Dense(features));
  }
}
