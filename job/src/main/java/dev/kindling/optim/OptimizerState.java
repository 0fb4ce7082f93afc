package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.List;

/**
 * What an optimizer remembers between steps: vectors as long as the parameters, such as a velocity.
 */
public record OptimizerState(List<Matrix> vectors) implements Serializable {

  public OptimizerState {
    vectors = List.copyOf(vectors);
  }

  /** A copy that shares no array with this one. */
  public OptimizerState copy() {
    return new OptimizerState(vectors.stream().map(Matrix::copy).toList());
  }
}
