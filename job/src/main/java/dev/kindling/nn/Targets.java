package dev.kindling.nn;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a network should make of some examples, and what each of them counts.
 *
 * @param values {@code [N]}: the number of the class, or the number to predict; or longer
 * @param weights {@code [N]}, at least 0; null for 1 each
 */
public record Targets(double[] values, double[] weights) implements Serializable {

  public Targets {
    if (weights != null && weights.length != values.length) {
      throw new IllegalArgumentException(weights.length + " weights for " + values.length);
    }
  }

  /** Room for so many, which count 1 each until others are copied there. */
  public static Targets room(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    return new Targets(new double[size], weights);
  }

  /** What example i counts. */
  public double weight(int i) {
    return weights == null ? 1 : weights[i];
  }

  /** Copies example {@code from} of others to place {@code to} of this room. */
  public void copy(int to, Targets others, int from) {
    values[to] = others.values[from];
    weights[to] = others.weight(from);
  }
}
