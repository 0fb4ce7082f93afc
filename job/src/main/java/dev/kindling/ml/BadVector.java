package dev.kindling.ml;

import dev.kindling.data.rows.RejectedRow.Reason;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/**
 * What is wrong with the vector of a row.
 *
 * @param problem follows the row's place and "has" in messages
 */
record BadVector(Reason reason, String problem) {

  /**
   * Looks for what is wrong; null if nothing is.
   *
   * @param vector null for none
   * @param column that it stands in
   * @param size that it must have
   * @param wanted says so in messages
   */
  static BadVector of(Vector vector, String column, int size, String wanted) {
    if (vector == null) {
      return new BadVector(Reason.EMPTY, "no vector in column " + column);
    }
    if (vector.size() != size) {
      return new BadVector(
          Reason.WRONG_COLUMN_COUNT,
          "a vector of %d values in column %s but %s".formatted(vector.size(), column, wanted));
    }
    SparseVector few = vector instanceof SparseVector sparse ? sparse : null;
    double[] values = few == null ? vector.toArray() : few.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite((float) values[i])) {
        return new BadVector(
            Reason.NOT_FINITE,
            "%s at %d of the vector in column %s but must have a finite number in float"
                .formatted(values[i], few == null ? i : few.indices()[i], column));
      }
    }
    return null;
  }
}
