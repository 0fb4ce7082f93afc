package dev.kindling.optim;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an optimizer remembers between steps: how many there were, and vectors as long as the
 * parameters, such as a velocity.
 */
public final class OptimizerState implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Matrix> vectors;
  private long step;

  /**
   * @param step how many steps were taken
   */
  public OptimizerState(long step, List<Matrix> vectors) {
    this.step = step;
    this.vectors = List.copyOf(vectors);
  }

  /** A state before the first step, with so many vectors of zeros. */
  static OptimizerState zeros(int vectors, Matrix parameters) {
    return new OptimizerState(
        0,
        Stream.generate(() -> parameters.precision().vector(parameters.size()))
            .limit(vectors)
            .toList());
  }

  /** The number of the latest step, from 1; 0 before the first. */
  public long step() {
    return step;
  }

  /** Counts so many steps. */
  public void advance(int steps) {
    step += steps;
  }

  public List<Matrix> vectors() {
    return vectors;
  }

  Matrix vector(int index) {
    return vectors.get(index);
  }

  /** The state of {@code size} parameters from the given one on, sharing the arrays. */
  public OptimizerState view(int from, int size) {
    return new OptimizerState(
        step, vectors.stream().map(vector -> vector.view(from, 1, size)).toList());
  }

  /** A state with the vectors of both, sharing the arrays. */
  public OptimizerState with(OptimizerState other) {
    return new OptimizerState(
        step, Stream.concat(vectors.stream(), other.vectors.stream()).toList());
  }

  /** The vectors {@code from} to {@code to - 1} as a state, sharing the arrays. */
  public OptimizerState part(int from, int to) {
    return new OptimizerState(step, vectors.subList(from, to));
  }
}
