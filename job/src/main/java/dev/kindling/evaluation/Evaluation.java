package dev.kindling.evaluation;

import java.util.List;
import java.util.Map;

/** How well a model does on some examples. The metrics are scikit-learn's. */
public sealed interface Evaluation permits Classification, Regression {

  long examples();

  /** The sum of the examples' losses. */
  double lossSum();

  /** The mean of the examples' losses. */
  default double meanLoss() {
    return lossSum() / examples();
  }

  /** The metrics beside the loss that training reports of each epoch, by their names. */
  Map<String, Double> metrics();

  /**
   * All metrics under their names in JSON.
   *
   * @param names of the classes
   */
  Map<String, Object> toMap(List<String> names);
}
