package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/**
 * What training minimises: a loss, with examples weighted by their classes.
 *
 * @param classWeights {@code [K]}: what an example of each class counts; null for 1 each
 * @param labelSmoothing how much of an example's label is spread evenly over all classes (Szegedy
 *     et al. 2016, section 7); the example's weight stays that of its own class
 */
record Objective(Loss loss, double[] classWeights, double labelSmoothing) implements Serializable {

  /** What so many first labels count together. */
  double weight(int[] labels, int count) {
    if (classWeights == null) {
      return count;
    }
    double weight = 0;
    for (int row = 0; row < count; row++) {
      weight += classWeights[labels[row]];
    }
    return weight;
  }

  /**
   * The weighted loss sum over the rows; replaces the outputs {@code [N x K]} by its gradient with
   * respect to them.
   */
  double lossAndGradient(Matrix outputs, int[] labels) {
    if (classWeights == null) {
      return loss.lossAndGradient(outputs, labels, labelSmoothing);
    }
    double sum = 0;
    int[] label = new int[1];
    for (int row = 0; row < outputs.rows(); row++) {
      Matrix output = outputs.view(row * outputs.cols(), 1, outputs.cols());
      label[0] = labels[row];
      double weight = classWeights[label[0]];
      sum += weight * loss.lossAndGradient(output, label, labelSmoothing);
      output.scale(weight);
    }
    return sum;
  }
}
