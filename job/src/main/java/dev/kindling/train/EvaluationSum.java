package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import java.io.Serializable;
import java.util.OptionalDouble;

/** Loss sum, confusion counts and scores of examples; adds up like a gradient sum. */
final class EvaluationSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[][] confusion; // [K x K]: true class, then predicted class
  private final RankedScores scores; // null where nobody asks for them
  private final WorstExamples worst; // null likewise
  private double loss;

  private EvaluationSum(int classes, RankedScores scores, WorstExamples worst) {
    this.confusion = new long[classes][classes];
    this.scores = scores;
    this.worst = worst;
  }

  /** For loss and counts, whose size does not grow with the examples, and so many worst ones. */
  static EvaluationSum ofCounts(int classes, int worst) {
    return new EvaluationSum(classes, null, worst == 0 ? null : new WorstExamples(worst));
  }

  /** For everything, the area under the ROC curve of two classes included. */
  static EvaluationSum ofEverything(int classes) {
    return new EvaluationSum(classes, classes == 2 ? new RankedScores() : null, null);
  }

  /** Adds the batch in the workspace. */
  void add(Network network, Matrix parameters, Workspace workspace) {
    Matrix outputs = network.forward(parameters, workspace); // [N x K]
    double[] targets = workspace.targets().values();
    for (int row = 0; row < outputs.rows(); row++) {
      confusion[(int) targets[row]][outputs.argmaxOfRow(row)]++;
    }
    if (scores != null) {
      Matrix probabilities = outputs.copy(); // [N x 2]
      network.loss().probabilities(probabilities);
      for (int row = 0; row < outputs.rows(); row++) {
        scores.add((int) targets[row], (float) probabilities.get(2 * row + 1));
      }
    }
    if (worst != null) {
      worst.add(workspace.input(), outputs, targets, network.loss());
    }
    loss += network.loss().lossAndGradient(outputs, targets);
  }

  EvaluationSum merge(EvaluationSum other) {
    loss += other.loss;
    for (int i = 0; i < confusion.length; i++) {
      for (int j = 0; j < confusion.length; j++) {
        confusion[i][j] += other.confusion[i][j];
      }
    }
    if (scores != null) {
      scores.merge(other.scores);
    }
    if (worst != null) {
      worst.merge(other.worst);
    }
    return this;
  }

  WorstExamples worst() {
    return worst;
  }

  Evaluation evaluation() {
    return new Evaluation(loss, confusion, scores == null ? OptionalDouble.empty() : scores.auc());
  }
}
