package dev.kindling.nn;

import dev.kindling.linalg.Matrix;

/** What training minimises, as a function of the last layer's output and the labels. */
public enum Loss {
  /** Cross-entropy of the softmax of the outputs; softmax and logarithm are one computation. */
  SOFTMAX_CROSS_ENTROPY {
    @Override
    public double lossAndGradient(Matrix outputs, int[] labels) {
      return outputs.softmaxCrossEntropy(labels);
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
   * @param labels the class of each row, at least N of them
   */
  public abstract double lossAndGradient(Matrix outputs, int[] labels);

  /** Replaces the outputs {@code [N x K]} by class probabilities. */
  public abstract void probabilities(Matrix outputs);
}
