package dev.kindling.evaluation;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import java.io.Serializable;

/** What an evaluation needs of examples; adds up like a gradient sum. */
public interface EvaluationSum extends Serializable {

  /** For everything that can be measured of a network. */
  static EvaluationSum ofEverything(Network network) {
    return network.classes() == 0
        ? new RegressionSum(0)
        : ClassificationSum.ofEverything(network.classes());
  }

  /**
   * For what training reports of each epoch, whose size does not grow with the examples.
   *
   * @param worst how many of the examples that are most wrong to keep
   */
  static EvaluationSum ofEpoch(Network network, int worst) {
    return network.classes() == 0
        ? new RegressionSum(worst)
        : ClassificationSum.ofCounts(network.classes(), worst);
  }

  /**
   * Adds the batch in the workspace.
   *
   * @param outputs of the network for it, {@code [N x K]}, which may be overwritten
   */
  void add(Network network, Workspace workspace, Matrix outputs);

  /** Adds a sum of the same kind to this one, and returns this one. */
  EvaluationSum merge(EvaluationSum other);

  Evaluation evaluation();

  /** The examples that are most wrong; null where they are not kept. */
  default WorstExamples worst() {
    return null;
  }
}
