package dev.kindling.nn;

import dev.kindling.linalg.Matrix;

/** What training minimises, as a function of the last layer's output and the targets. */
public enum Loss {
  /** Cross-entropy of the softmax of the outputs; softmax and logarithm are one computation. */
  SOFTMAX_CROSS_ENTROPY {
    @Override
    double lossAndGradient(Matrix outputs, double[] targets, double smoothing) {
      if (smoothing == 0) {
        return outputs.softmaxCrossEntropy(targets);
      }
      // The labels' part of the loss is linear in the outputs z, so smoothing adds s (z_y - mean
      // z).
      double shift = 0;
      int classes = outputs.cols();
      for (int row = 0; row < outputs.rows(); row++) {
        double own = outputs.get(row * classes + (int) targets[row]);
        for (int k = 0; k < classes; k++) {
          shift += (own - outputs.get(row * classes + k)) / classes;
        }
      }
      double loss = outputs.softmaxCrossEntropy(targets) + smoothing * shift;
      for (int row = 0; row < outputs.rows(); row++) {
        for (int k = 0; k < classes; k++) {
          int at = row * classes + k;
          double own = k == targets[row] ? 1 : 0;
          outputs.set(at, outputs.get(at) + smoothing * (own - 1.0 / classes));
        }
      }
      return loss;
    }

    @Override
    public void probabilities(Matrix outputs) {
      outputs.softmaxRows();
    }
  };

  /**
   * The loss sum over the rows; replaces the outputs {@code [N x K]} by its gradient with respect
   * to them.
   *
   * @param targets the class of each row, at least N of them
   */
  public double lossAndGradient(Matrix outputs, double[] targets) {
    return lossAndGradient(outputs, targets, 0);
  }

  /**
   * The same for smoothed labels.
   *
   * @param smoothing s: a label is {@code 1 - s + s / K} for its class and {@code s / K} for others
   */
  abstract double lossAndGradient(Matrix outputs, double[] targets, double smoothing);

  /** Replaces the outputs {@code [N x K]} by class probabilities. */
  public abstract void probabilities(Matrix outputs);
}
