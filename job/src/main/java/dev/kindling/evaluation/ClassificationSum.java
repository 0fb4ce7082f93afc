package dev.kindling.evaluation;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import java.util.OptionalDouble;

/** Loss sum, confusion counts and scores of examples. */
final class ClassificationSum implements EvaluationSum {
  private static final long serialVersionUID = 1;

  private final long[][] confusion; // [K x K]: true class, then predicted class
  private final RankedScores scores; // null where nobody asks for them
  private final WorstExamples worst; // null likewise
  private double loss;

  private ClassificationSum(int classes, RankedScores scores, WorstExamples worst) {
    this.confusion = new long[classes][classes];
    this.scores = scores;
    this.worst = worst;
  }

  /** For loss and counts, whose size does not grow with the examples, and so many worst ones. */
  static ClassificationSum ofCounts(int classes, int worst) {
    return new ClassificationSum(classes, null, worst == 0 ? null : new WorstExamples(worst));
  }

  /** For everything, the area under the ROC curve of two classes included. */
  static ClassificationSum ofEverything(int classes) {
    return new ClassificationSum(classes, classes == 2 ? new RankedScores() : null, null);
  }

  @Override
  public void add(Network network, Workspace workspace, Matrix outputs) {
    double[] targets = workspace.targets().values();
    for (int row = 0; row < outputs.rows(); row++) {
      confusion[(int) targets[row]][(int) network.loss().predicted(outputs, row)]++;
    }
    if (scores != null) {
      Matrix probabilities = network.loss().probabilities(outputs.copy()); // [N x 2]
      for (int row = 0; row < outputs.rows(); row++) {
        scores.add((int) targets[row], (float) probabilities.get(2 * row + 1));
      }
    }
    if (worst != null) {
      worst.add(workspace.input(), outputs, targets, network.loss());
    }
    loss += network.loss().lossAndGradient(outputs, targets);
  }

  @Override
  public EvaluationSum merge(EvaluationSum other) {
    ClassificationSum sum = (ClassificationSum) other;
    loss += sum.loss;
    for (int i = 0; i < confusion.length; i++) {
      for (int j = 0; j < confusion.length; j++) {
        confusion[i][j] += sum.confusion[i][j];
      }
    }
    if (scores != null) {
      scores.merge(sum.scores);
    }
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
    return new Classification(
        loss, confusion, scores == null ? OptionalDouble.empty() : scores.auc());
  }
}
