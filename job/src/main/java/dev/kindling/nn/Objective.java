package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/**
 * What training minimises: a loss, with examples weighted by their classes and by weights of their
 * own.
 *
 * @param classWeights {@code [K]}: what an example of each class counts; null for 1 each
 * @param labelSmoothing how much of an example's label is spread evenly over all classes (Szegedy
 *     et al. 2016, section 7); the example's weight stays that of its own class
 * @param unit of the targets, above 0: the loss, which is of their squares, is divided by its
 *     square
 */
record Objective(Loss loss, double[] classWeights, double labelSmoothing, double unit)
    implements Serializable {

  /** The loss itself. */
  Objective(Loss loss) {
    this(loss, null, 0, 1);
  }

  Objective {
    if (!(unit > 0 && Double.isFinite(unit))) {
      throw new IllegalArgumentException("the unit of the targets is " + unit);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("label_smoothing is " + labelSmoothing);
    }
  }

  /** What an example counts: its own weight times its class's. */
  private double weight(Targets targets, int row) {
    double own = targets.weight(row);
    return classWeights == null ? own : own * classWeights[(int) targets.values()[row]];
  }

  /** What so many first examples count together. */
  double totalWeight(Targets targets, int count) {
    double weight = 0;
    for (int row = 0; row < count; row++) {
      weight += weight(targets, row);
    }
    return weight;
  }

  /**
   * The weighted loss sum over the rows; replaces the outputs {@code [N x K]} by its gradient with
   * respect to them.
   *
   * @param room {@code [N]} or longer, for what each of them counts
   */
  double lossAndGradient(Matrix outputs, Targets targets, double[] room) {
    double sum =
        loss.lossAndGradient(
            outputs, targets.values(), weights(targets, outputs.rows(), room), labelSmoothing);
    if (unit != 1) {
      outputs.scale(1 / unit);
      outputs.scale(1 / unit); // its square may be too large or small for float
    }
    return sum / unit / unit;
  }

  /** What each of so many first examples counts; null for 1 each. */
  private double[] weights(Targets targets, int count, double[] room) {
    if (classWeights == null) {
      return targets.weights();
    }
    for (int row = 0; row < count; row++) {
      room[row] = weight(targets, row);
    }
    return room;
  }
}
