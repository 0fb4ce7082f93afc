package dev.kindling.evaluation;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;

/**
 * Sums of errors, and count, mean and squared deviations of the targets, which are added by
 * Welford's update and merged by the formula of Chan, Golub and LeVeque 1983, so that a large mean
 * costs no precision.
 */
final class RegressionSum implements EvaluationSum {
  private static final long serialVersionUID = 1;

  private final WorstExamples worst; // null where nobody asks for them
  private long examples;
  private double squaredErrors;
  private double absoluteErrors;
  private double mean; // of the targets
  private double squaredDeviations;

  /** Keeps so many of the examples of the greatest error. */
  RegressionSum(int worst) {
    this.worst = worst == 0 ? null : new WorstExamples(worst);
  }

  @Override
  public void add(Network network, Workspace workspace, Matrix outputs) {
    double[] targets = workspace.targets().values();
    for (int row = 0; row < outputs.rows(); row++) {
      add(network.loss().predicted(outputs, row), targets[row]);
    }
    if (worst != null) {
      worst.add(workspace.input(), outputs, targets, network.loss());
    }
  }

  private void add(double predicted, double target) {
    double error = predicted - target;
    squaredErrors += error * error;
    absoluteErrors += Math.abs(error);
    double delta = target - mean;
    mean += delta / ++examples;
    squaredDeviations += delta * (target - mean);
  }

  @Override
  public EvaluationSum merge(EvaluationSum other) {
    RegressionSum sum = (RegressionSum) other;
    double total = (double) examples + sum.examples;
    if (sum.examples > 0) {
      double delta = sum.mean - mean;
      mean += delta * sum.examples / total;
      squaredDeviations +=
          sum.squaredDeviations + delta * delta * (examples * (sum.examples / total));
    }
    squaredErrors += sum.squaredErrors;
    absoluteErrors += sum.absoluteErrors;
    examples += sum.examples;
    if (worst != null) {
      worst.merge(sum.worst);
    }
    return this;
  }

  @Override
  public WorstExamples worst() {
    return worst;
  }

  @Override
  public Evaluation evaluation() {
    return new Regression(examples, squaredErrors, absoluteErrors, squaredDeviations);
  }
}
