package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.Serializable;

/**
 * Compares gradients with central differences, {@code (f(x+h) - f(x-h)) / 2h}, in double.
 *
 * <p>An error is measured relative to the gradient, or to a thousandth of the loss where the
 * gradient is smaller than that: below it the rounding of the loss itself is all that central
 * differences see. Where the loss bends so much (inputs far from 1) that the differences' own error
 * of h^2 shows, it is removed by Richardson's extrapolation from h and h/2.
 *
 * <p>At a kink of the loss (a relu that switches within h) central differences are meaningless.
 * Where an entry disagrees, the gradient is therefore computed and compared again a little to the
 * left and to the right of the point. When it holds on a side, a kink lay between, and the entry is
 * counted as a kink and not as a failure. A wrong gradient is wrong there too.
 */
public final class GradientCheck {
  /** The greatest relative error that holds. */
  public static final double TOLERANCE = 1e-6;

  private static final double STEP = 1e-5;
  private static final double FLOOR = 1e-3;

  private final Network network;
  private final Matrix parameters; // [1 x P], this check's own copy
  private final Workspace workspace;
  private final Matrix passInputGradient; // [N x D], of the latest pass
  private final double loss;
  private final Matrix gradient; // [1 x P]
  private final Matrix inputGradient; // [N x D]

  /**
   * Computes the analytic gradients of a batch's loss sum.
   *
   * @param parameters {@code [1 x P]}, double
   * @param x {@code [N x D]}, double
   * @param targets of the N rows
   */
  public GradientCheck(Network network, Matrix parameters, Matrix x, Targets targets) {
    this.network = network;
    this.parameters = parameters.copy();
    workspace = network.workspace(Precision.DOUBLE);
    workspace.resize(x.rows()).copyFrom(x);
    for (int row = 0; row < x.rows(); row++) {
      workspace.targets().copy(row, targets, row);
    }
    passInputGradient = workspace.wantInputGradient();
    GradientSum sum = pass();
    loss = sum.loss() / 2;
    gradient = sum.gradient();
    inputGradient = passInputGradient.copy();
  }

  /** Half of two passes: a layer that overwrites the sum instead of adding to it is off by half. */
  private GradientSum pass() {
    GradientSum sum = new GradientSum();
    network.addGradient(parameters, workspace, sum);
    network.addGradient(parameters, workspace, sum);
    sum.gradient().scale(0.5);
    return sum;
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
    double expected = analytic.get(index);
    double numeric = numeric(expected, variables, index);
    double error = error(expected, numeric);
    boolean kink = !(error <= TOLERANCE) && isKink(variables, index);
    return new Comparison(index, expected, numeric, error, kink);
  }

  private double numeric(double expected, Matrix variables, int index) {
    double wide = difference(STEP, variables, index);
    if (error(expected, wide) <= TOLERANCE) {
      return wide;
    }
    return (4 * difference(STEP / 2, variables, index) - wide) / 3;
  }

  private double difference(double step, Matrix variables, int index) {
    double origin = variables.get(index);
    variables.set(index, origin + step);
    double right = network.loss(parameters, workspace);
    variables.set(index, origin - step);
    double left = network.loss(parameters, workspace);
    variables.set(index, origin);
    return (right - left) / (2 * step);
  }

  /**
   * Whether the gradient holds beside the point; farther away if there are kinks nearby as well.
   */
  private boolean isKink(Matrix variables, int index) {
    for (double shift = 2 * STEP; shift < 20 * STEP; shift *= 2) {
      if (holdsAt(shift, variables, index) || holdsAt(-shift, variables, index)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsAt(double shift, Matrix variables, int index) {
    double origin = variables.get(index);
    variables.set(index, origin + shift);
    Matrix shifted = pass().gradient();
    Matrix analytic = variables == parameters ? shifted : passInputGradient;
    double expected = analytic.get(index);
    boolean holds = error(expected, numeric(expected, variables, index)) <= TOLERANCE;
    variables.set(index, origin);
    return holds;
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
