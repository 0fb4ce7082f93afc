package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import java.io.Serializable;

/** Loss sum and confusion counts over examples; adds up like a gradient sum. */
final class EvaluationSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[][] confusion; // [K x K]: true class, then predicted class
  private double loss;

  EvaluationSum(int classes) {
    confusion = new long[classes][classes];
  }

  /** Adds the batch in the workspace. */
  void add(Network network, Matrix parameters, Workspace workspace) {
    Matrix outputs = network.forward(parameters, workspace); // [N x K]
    for (int row = 0; row < outputs.rows(); row++) {
      confusion[workspace.labels()[row]][outputs.argmaxOfRow(row)]++;
    }
    loss += network.loss().lossAndGradient(outputs, workspace.labels());
  }

  EvaluationSum merge(EvaluationSum other) {
    loss += other.loss;
    for (int i = 0; i < confusion.length; i++) {
      for (int j = 0; j < confusion.length; j++) {
        confusion[i][j] += other.confusion[i][j];
      }
    }
    return this;
  }

  Evaluation evaluation() {
    return new Evaluation(loss, confusion);
  }
}
