package dev.kindling.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How well a model predicts numbers.
 *
 * @param lossSum the sum of the squared errors
 * @param absoluteErrors the sum of the errors' absolute values
 * @param squaredDeviations the sum of the squared deviations of the targets from their mean
 */
public record Regression(
    long examples, double lossSum, double absoluteErrors, double squaredDeviations)
    implements Evaluation {

  /** The mean absolute error. */
  public double mae() {
    return absoluteErrors / examples;
  }

  /** The root of the mean squared error. */
  public double rmse() {
    return Math.sqrt(meanLoss());
  }

  /**
   * The coefficient of determination: {@code 1 - squared errors / squared deviations}, the share of
   * the targets' variance that is predicted. Of equal targets it is 1 where all are predicted
   * exactly, otherwise 0, as in scikit-learn; of fewer than two examples there is none.
   */
  public OptionalDouble r2() {
    if (examples < 2) {
      return OptionalDouble.empty();
    }
    if (squaredDeviations == 0) {
      return OptionalDouble.of(lossSum == 0 ? 1 : 0);
    }
    return OptionalDouble.of(1 - lossSum / squaredDeviations);
  }

  @Override
  public Map<String, Object> toMap(List<String> names) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("examples", examples);
    map.put("loss", meanLoss());
    map.put("r2", r2().isPresent() ? r2().getAsDouble() : null);
    map.put("rmse", rmse());
    map.put("mae", mae());
    return map;
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    r2().ifPresent(r2 -> metrics.put("r2", r2));
    metrics.put("rmse", rmse());
    metrics.put("mae", mae());
    return metrics;
  }
}
