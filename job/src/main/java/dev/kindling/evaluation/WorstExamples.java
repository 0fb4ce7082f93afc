package dev.kindling.evaluation;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Loss;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The examples that a model gets most wrong: those of the greatest loss, the greatest first. */
public final class WorstExamples implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * One of them.
   *
   * @param target a class or a number
   * @param predicted the class of the highest output, or a number
   * @param probability of that class; NaN of a number
   * @param input {@code [D]}, as the network takes it
   */
  public record Example(
      double target, double predicted, double probability, double loss, float[] input)
      implements Serializable {}

  private final int most;
  private final List<Example> examples = new ArrayList<>();

  /** Keeps at most so many. */
  WorstExamples(int most) {
    this.most = most;
  }

  /**
   * Looks at the examples of a batch.
   *
   * @param inputs {@code [N x D]}
   * @param outputs {@code [N x K]}, of numbers {@code [N x 1]}
   */
  void add(Matrix inputs, Matrix outputs, double[] targets, Loss loss) {
    for (int row = 0; row < outputs.rows(); row++) {
      Matrix output = outputs.view(row * outputs.cols(), 1, outputs.cols());
      double of = loss.lossAndGradient(output.copy(), new double[] {targets[row]});
      if (examples.size() < most || of > examples.get(most - 1).loss) {
        double predicted = loss.predicted(output, 0);
        Matrix probabilities = loss.probabilities(output.copy()); // [1 x K], of numbers [1 x 0]
        double probability =
            probabilities.size() == 0 ? Double.NaN : probabilities.get((int) predicted);
        float[] input = new float[inputs.cols()];
        for (int j = 0; j < input.length; j++) {
          input[j] = (float) inputs.get(row * input.length + j);
        }
        examples.add(new Example(targets[row], predicted, probability, of, input));
        keepWorst();
      }
    }
  }

  WorstExamples merge(WorstExamples other) {
    examples.addAll(other.examples);
    keepWorst();
    return this;
  }

  // The sort is stable: of equal losses those stay that came first, and sums have a fixed order.
  private void keepWorst() {
    examples.sort(Comparator.comparingDouble(Example::loss).reversed());
    if (examples.size() > most) {
      examples.subList(most, examples.size()).clear();
    }
  }

  /** Those that were not predicted exactly. */
  public List<Example> wrong() {
    return examples.stream().filter(example -> example.predicted != example.target).toList();
  }
}
