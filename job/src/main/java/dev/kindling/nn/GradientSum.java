package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/**
 * The result of a pass over some examples: sums of loss and gradient, and counts. A monoid: the
 * empty one holds no array, and {@link #merge} is its addition. Divide once, at the very end, by
 * the total weight of the examples; an average of averages weighs a short batch too much.
 */
public final class GradientSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final transient WorkspacePool pool; // that the array is from, or null

  private double loss;
  private double weight;
  private long correct;
  private long examples;
  private Matrix gradient;

  public GradientSum() {
    this(null);
  }

  /** A sum whose array is a vector of a pool's, in this JVM, for as long as it is needed. */
  public GradientSum(WorkspacePool pool) {
    this.pool = pool;
  }

  public double loss() {
    return loss;
  }

  /** What the examples count together; without weights, the number of them. */
  public double weight() {
    return weight;
  }

  /** How many examples were classified correctly. */
  public long correct() {
    return correct;
  }

  public long examples() {
    return examples;
  }

  /** The gradient of the loss sum, {@code [1 x parameters]}; null while there are no examples. */
  public Matrix gradient() {
    return gradient;
  }

  /** The gradient to add to, allocated at the first call in the precision of the parameters. */
  Matrix gradientLike(Matrix parameters) {
    if (gradient == null && pool != null) {
      gradient = pool.takeVector();
      gradient.fill(0);
    } else if (gradient == null) {
      gradient = parameters.precision().vector(parameters.size());
    }
    return gradient;
  }

  void count(double addedLoss, double addedWeight, long addedCorrect, long addedExamples) {
    loss += addedLoss;
    weight += addedWeight;
    correct += addedCorrect;
    examples += addedExamples;
  }

  /** Makes this sum empty again, keeping its array for the next one. */
  public void reset() {
    loss = 0;
    weight = 0;
    correct = 0;
    examples = 0;
    if (gradient != null) {
      gradient.fill(0);
    }
  }

  /**
   * One of so many slices, counted from 0, whose sums {@link #put} together the sum of the wholes.
   * Loss and counts are in the first.
   */
  public GradientSum slice(int slice, int of) {
    GradientSum part = new GradientSum();
    if (slice == 0) {
      part.count(loss, weight, correct, examples);
    }
    part.gradient = gradient == null ? null : gradient.slice(slice, of);
    return part;
  }

  /**
   * Puts a slice in its place; this is the whole when it has got all of them, each once.
   *
   * @param parameters that a whole gradient is of
   */
  public void put(GradientSum part, int slice, int of, int parameters) {
    count(part.loss, part.weight, part.correct, part.examples);
    if (part.gradient != null) {
      if (gradient == null) {
        gradient = part.gradient.precision().vector(parameters);
      }
      gradient.setSlice(slice, of, part.gradient);
    }
  }

  /** Adds another sum to this one, and returns this one. The other must not be used afterwards. */
  public GradientSum merge(GradientSum other) {
    count(other.loss, other.weight, other.correct, other.examples);
    if (gradient == null) {
      gradient = other.gradient;
    } else if (other.gradient != null) {
      gradient.addScaled(1, other.gradient);
      other.release();
    }
    return this;
  }

  /** Gives the array back to the pool that it is from; the sum must not be used afterwards. */
  public void release() {
    if (pool != null && gradient != null) {
      pool.giveBack(gradient);
      gradient = null;
    }
  }
}
