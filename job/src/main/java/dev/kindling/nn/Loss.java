package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.util.Locale;

/** What training minimises, as a function of the last layer's output and the targets. */
public enum Loss {
  /**
   * Cross-entropy of the softmax of the outputs {@code [N x K]}, which are one for each class;
   * softmax and logarithm are one computation.
   */
  SOFTMAX_CROSS_ENTROPY("at least two units, one for each class") {
    @Override
    public boolean fits(int outputs) {
      return outputs >= 2;
    }

    @Override
    public int classes(int outputs) {
      return outputs;
    }

    @Override
    double lossAndGradient(Matrix outputs, double[] targets, double[] weights, double smoothing) {
      if (smoothing == 0) {
        return outputs.softmaxCrossEntropy(targets, weights);
      }
      // The labels' part of the loss is linear in the outputs z, so smoothing adds s (z_y - mean
      // z).
      double shift = 0;
      int classes = outputs.cols();
      for (int row = 0; row < outputs.rows(); row++) {
        double weight = weights == null ? 1 : weights[row];
        double own = outputs.get(row * classes + (int) targets[row]);
        for (int k = 0; k < classes && weight != 0; k++) {
          shift += weight * ((own - outputs.get(row * classes + k)) / classes);
        }
      }
      double loss = outputs.softmaxCrossEntropy(targets, weights) + smoothing * shift;
      for (int row = 0; row < outputs.rows(); row++) {
        double weight = weights == null ? 1 : weights[row];
        for (int k = 0; k < classes; k++) {
          int at = row * classes + k;
          double own = k == targets[row] ? 1 : 0;
          outputs.set(at, outputs.get(at) + weight * (smoothing * (own - 1.0 / classes)));
        }
      }
      return loss;
    }

    @Override
    public double predicted(Matrix outputs, int row) {
      return outputs.argmaxOfRow(row);
    }

    @Override
    public Matrix probabilities(Matrix outputs) {
      outputs.softmaxRows();
      return outputs;
    }
  },

  /**
   * Cross-entropy of the sigmoid of the output {@code z [N x 1]}, the log-odds of the second of two
   * classes, computed from z: {@code max(z, 0) - z y + log(1 + exp(-|z|))}, gradient {@code
   * sigmoid(z) - y}.
   */
  BINARY_CROSS_ENTROPY("one unit, the log-odds of the second of two classes") {
    @Override
    public boolean fits(int outputs) {
      return outputs == 1;
    }

    @Override
    public int classes(int outputs) {
      return 2;
    }

    @Override
    double lossAndGradient(Matrix outputs, double[] targets, double[] weights, double smoothing) {
      return outputs.sigmoidCrossEntropy(targets, smoothing, weights);
    }

    @Override
    public double predicted(Matrix outputs, int row) {
      return outputs.get(row) > 0 ? 1 : 0;
    }

    @Override
    public Matrix probabilities(Matrix outputs) {
      Matrix first = outputs.copy();
      first.scale(-1); // its log-odds; 1 - sigmoid(z) would lose the digits of a small one
      first.sigmoid();
      outputs.sigmoid();
      Matrix probabilities = outputs.precision().zeros(outputs.rows(), 2);
      for (int row = 0; row < outputs.rows(); row++) {
        probabilities.set(2 * row, first.get(row));
        probabilities.set(2 * row + 1, outputs.get(row));
      }
      return probabilities;
    }
  },

  /**
   * The square of how far the output {@code o [N x 1]} is from the target t: {@code (o - t)^2} for
   * each example, without a factor of 1/2, so its gradient is {@code 2 (o - t)}.
   */
  MEAN_SQUARED_ERROR("one unit, the value to predict") {
    @Override
    public boolean fits(int outputs) {
      return outputs == 1;
    }

    @Override
    public int classes(int outputs) {
      return 0;
    }

    @Override
    double lossAndGradient(Matrix outputs, double[] targets, double[] weights, double smoothing) {
      return outputs.squaredError(targets, weights);
    }

    @Override
    public double predicted(Matrix outputs, int row) {
      return outputs.get(row);
    }

    @Override
    public Matrix probabilities(Matrix outputs) {
      return outputs.precision().zeros(outputs.rows(), 0);
    }
  };

  private final String units;

  Loss(String units) {
    this.units = units;
  }

  /** Whether the loss is one of so many outputs. */
  public abstract boolean fits(int outputs);

  /** The units of the last layer that {@link #fits} asks for, in words. */
  public String units() {
    return units;
  }

  /** How many classes so many outputs tell apart; 0 for a loss whose targets are numbers. */
  public abstract int classes(int outputs);

  /**
   * The loss sum over the rows; replaces the outputs by its gradient with respect to them.
   *
   * @param targets of the rows, at least N of them
   */
  public double lossAndGradient(Matrix outputs, double[] targets) {
    return lossAndGradient(outputs, targets, null, 0);
  }

  /**
   * The same with weights and, of a loss with K classes, for smoothed labels.
   *
   * @param weights what each row counts; null for 1 each
   * @param smoothing s: a label is {@code 1 - s + s / K} for its class and {@code s / K} for others
   */
  abstract double lossAndGradient(
      Matrix outputs, double[] targets, double[] weights, double smoothing);

  /** What a row of the outputs says its target is: the likeliest class, or the number. */
  public abstract double predicted(Matrix outputs, int row);

  /** Class probabilities {@code [N x K]}, where K may be 0; the outputs are used up. */
  public abstract Matrix probabilities(Matrix outputs);

  /** As a configuration has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
