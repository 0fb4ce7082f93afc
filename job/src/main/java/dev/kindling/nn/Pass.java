package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What a layer has at hand while a batch passes through it: whether it is training, random numbers
 * for the batch's examples, and memory to scribble on. Belongs to a {@link Workspace}.
 */
public final class Pass {
  private final Precision precision;
  private final List<Matrix> scratch = new ArrayList<>();
  private int lent;
  private boolean training;
  private long seed; // of the layer
  private int[] examples;

  Pass(Precision precision) {
    this.precision = precision;
  }

  /** Readies this for a layer; what the one before borrowed is free again. */
  Pass enter(int layer, boolean training, long seed, int[] examples) {
    this.training = training;
    this.seed = Seeds.derive(seed, "layer", layer);
    this.examples = examples;
    lent = 0;
    return this;
  }

  /** Whether the network is being trained, and not only asked. */
  public boolean training() {
    return training;
  }

  /**
   * A seed for this layer and the example in a row of the batch. Forward and backward pass of one
   * step get the same, and so does every repetition of the step.
   */
  public long seed(int row) {
    return Seeds.further(seed, examples[row]);
  }

  /** Memory until the layer returns, with anything in it. */
  public Matrix scratch(int rows, int cols) {
    int size = Math.multiplyExact(rows, cols);
    if (lent == scratch.size()) {
      scratch.add(precision.vector(size));
    } else if (scratch.get(lent).size() < size) {
      scratch.set(lent, precision.vector(size));
    }
    return scratch.get(lent++).view(0, rows, cols);
  }
}
