package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.Serializable;
import java.util.function.DoubleUnaryOperator;

/**
 * Compares gradients with central differences, {@code (f(x+h) - f(x-h)) / 2h}, in double.
 *
 * <p>An error is measured relative to the gradient, or to a thousandth of the loss where the
 * gradient is smaller than that: below it the rounding of the loss itself is all that central
 * differences see.
 *
 * <p>At a kink of the loss (a relu that switches within h) central differences are meaningless. An
 * entry that disagrees is therefore looked at again with smaller steps. It is counted as a kink, not
 * as a failure, when the slopes to the left and to the right differ and it lies between them, or
 * when the central difference moves as the step shrinks, and moves to it. Where the loss is smooth
 * neither happens, and a wrong gradient is caught.
 */
public final class GradientCheck {
  /** The greatest relative error that holds. */
  public static final double TOLERANCE = 1e-6;

  private static final double STEP = 1e-5;
  private static final double FLOOR = 1e-3;

  private final Network network;
  private final Matrix parameters; // [1 x P], this check's own copy
  private final Workspace workspace;
  private final double loss;
  private final Matrix gradient; // [1 x P]
  private final Matrix inputGradient; // [N x D]

  /**
   * Computes the analytic gradients of a batch's loss sum.
   *
   * @param parameters {@code [1 x P]}, double
   * @param x {@code [N x D]}, double
   * @param labels the classes of the N rows
   */
  public GradientCheck(Network network, Matrix parameters, Matrix x, int[] labels) {
    this.network = network;
    this.parameters = parameters.copy();
    workspace = network.workspace(Precision.DOUBLE);
    workspace.resize(x.rows()).copyFrom(x);
    System.arraycopy(labels, 0, workspace.labels(), 0, x.rows());
    inputGradient = workspace.wantInputGradient();
    GradientSum sum = new GradientSum();
    network.addGradient(this.parameters, workspace, sum);
    gradient = sum.gradient();
    loss = sum.loss();
  }

  /** The analytic gradient of the loss sum with respect to the parameters, {@code [1 x P]}. */
  public Matrix gradient() {
    return gradient;
  }

  /** Compares the gradient with respect to parameter {@code index}, in the flat vector's order. */
  public Comparison parameter(int index) {
    return compare(parameters, gradient, index);
  }

  /** Compares the gradient with respect to input {@code index}, in row-major order of the batch. */
  public Comparison input(int index) {
    return compare(workspace.value(0), inputGradient, index);
  }

  private Comparison compare(Matrix variables, Matrix analytic, int index) {
    double origin = variables.get(index);
    DoubleUnaryOperator lossAt =
        shift -> {
          variables.set(index, origin + shift);
          double shifted = network.loss(parameters, workspace);
          variables.set(index, origin);
          return shifted;
        };
    double expected = analytic.get(index);
    double numeric = (lossAt.applyAsDouble(STEP) - lossAt.applyAsDouble(-STEP)) / (2 * STEP);
    double error = error(expected, numeric);
    boolean kink = !(error <= TOLERANCE) && isKink(lossAt, expected, numeric);
    return new Comparison(index, expected, numeric, error, kink);
  }

  private boolean isKink(DoubleUnaryOperator lossAt, double expected, double numeric) {
    for (double step = STEP / 10; step > STEP / 500; step /= 10) {
      double right = (lossAt.applyAsDouble(step) - loss) / step;
      double left = (loss - lossAt.applyAsDouble(-step)) / step;
      double rounding = TOLERANCE * STEP / step; // rounding errors grow as steps shrink
      boolean between =
          error(left, right) > 1e-3
              && expected >= Math.min(left, right) - rounding
              && expected <= Math.max(left, right) + rounding;
      double nearer = (right + left) / 2;
      boolean moved = error(numeric, nearer) > 10 * rounding;
      if (between || moved && error(expected, nearer) <= rounding) {
        return true;
      }
    }
    return false;
  }

  private double error(double a, double b) {
    double scale = Math.max(Math.max(Math.abs(a), Math.abs(b)), FLOOR * Math.max(1, loss));
    return Math.abs(a - b) / scale;
  }

  /**
   * One entry of a gradient beside its central difference.
   *
   * @param error the relative error; NaN never holds
   * @param kink whether the loss has a kink so near that the two need not agree
   */
  public record Comparison(int index, double analytic, double numeric, double error, boolean kink)
      implements Serializable {

    public boolean holds() {
      return kink || error <= TOLERANCE;
    }
  }
}
