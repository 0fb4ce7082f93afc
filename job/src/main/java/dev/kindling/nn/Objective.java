package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What training minimises: a loss, with examples weighted by their classes and by weights of their
 * own.
 *
 * @param classWeights {@code [K]}: what an example of each class counts; null for 1 each
 * @param labelSmoothing how much of an example's label is spread evenly over all classes (Szegedy
 *     et al. 2016, section 7); the example's weight stays that of its own class
 */
record Objective(Loss loss, double[] classWeights, double labelSmoothing) implements Serializable {

  /** What an example counts: its own weight times its class's. */
  private double weight(Targets targets, int row) {
    double own = targets.weight(row);
    return classWeights == null ? own : own * classWeights[(int) targets.values()[row]];
  }

  /** What so many first examples count together. */
  double totalWeight(Targets targets, int count) {
    double weight = 0;
    for (int row = 0; row < count; row++) {
      weight += weight(targets, row);
    }
    return weight;
  }

  /**
   * The weighted loss sum over the rows; replaces the outputs {@code [N x K]} by its gradient with
   * respect to them.
   */
  double lossAndGradient(Matrix outputs, Targets targets) {
    double sum = 0;
    for (int from = 0, to; from < outputs.rows(); from = to) {
      double weight = weight(targets, from);
      to = from + 1;
      while (to < outputs.rows() && weight(targets, to) == weight) {
        to++;
      }
      double[] values =
          from == 0 ? targets.values() : Arrays.copyOfRange(targets.values(), from, to);
      sum +=
          weighted(weight, outputs.view(from * outputs.cols(), to - from, outputs.cols()), values);
    }
    return sum;
  }

  /** The same for neighbouring rows of one weight. */
  private double weighted(double weight, Matrix outputs, double[] values) {
    if (weight == 0) {
      outputs.fill(0);
      return 0;
    }
    double sum = weight * loss.lossAndGradient(outputs, values, labelSmoothing);
    if (weight != 1) {
      outputs.scale(weight);
    }
    return sum;
  }
}
