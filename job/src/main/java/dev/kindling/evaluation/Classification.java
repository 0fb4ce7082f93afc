package dev.kindling.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How well a model tells classes apart. The metrics are scikit-learn's, with {@code
 * zero_division=0}.
 *
 * @param lossSum the sum of the examples' losses
 * @param confusion {@code [K x K]}: how many examples of class i were predicted to be of class j
 * @param auc the area under the ROC curve by the probability of class 1; empty unless there are two
 *     classes, with examples of both
 */
public record Classification(double lossSum, long[][] confusion, OptionalDouble auc)
    implements Evaluation {

  /**
   * The metrics of one class, or averages of them.
   *
   * @param precision of the examples predicted to be of the class, the share that is; 0 when there
   *     are none
   * @param recall of the examples of the class, the share that was predicted so; 0 when there are
   *     none
   * @param f1 the harmonic mean of precision and recall; 0 when both are
   * @param support how many examples are of the class
   */
  public record Scores(double precision, double recall, double f1, long support) {
    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("precision", precision);
      map.put("recall", recall);
      map.put("f1", f1);
      map.put("support", support);
      return map;
    }
  }

  @Override
  public long examples() {
    return IntStream.range(0, confusion.length).mapToLong(this::support).sum();
  }

  @Override
  public Map<String, Double> metrics() {
    return Map.of("accuracy", accuracy());
  }

  public double accuracy() {
    long correct = 0;
    for (int i = 0; i < confusion.length; i++) {
      correct += confusion[i][i];
    }
    return (double) correct / examples();
  }

  /** The mean recall of the classes that have examples. */
  public double balancedAccuracy() {
    return classes()
        .filter(k -> support(k) > 0)
        .mapToDouble(k -> of(k).recall)
        .average()
        .orElseThrow();
  }

  /** The metrics of a class. */
  public Scores of(int k) {
    long hits = confusion[k][k];
    long support = support(k);
    long predicted = predicted(k);
    return new Scores(
        share(hits, predicted),
        share(hits, support),
        share(2 * hits, support + predicted),
        support);
  }

  /** The mean over the classes that have examples or were predicted, each as good as another. */
  public Scores macroAverage() {
    int[] found = classes().filter(k -> support(k) + predicted(k) > 0).toArray();
    return average(metric -> IntStream.of(found).mapToDouble(metric).average().orElseThrow());
  }

  /** The mean over the classes, each weighted by its examples. */
  public Scores weightedAverage() {
    return average(
        metric ->
            classes().mapToDouble(k -> support(k) * metric.applyAsDouble(k)).sum() / examples());
  }

  private Scores average(ToDoubleFunction<IntToDoubleFunction> mean) {
    return new Scores(
        mean.applyAsDouble(k -> of(k).precision),
        mean.applyAsDouble(k -> of(k).recall),
        mean.applyAsDouble(k -> of(k).f1),
        examples());
  }

  private IntStream classes() {
    return IntStream.range(0, confusion.length);
  }

  private long support(int k) {
    return LongStream.of(confusion[k]).sum();
  }

  private long predicted(int k) {
    return classes().mapToLong(i -> confusion[i][k]).sum();
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  @Override
  public Map<String, Object> toMap(List<String> names) {
    List<Map<String, Object>> classes = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("class", names.get(k));
      of.putAll(of(k).toMap());
      classes.add(of);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("examples", examples());
    map.put("accuracy", accuracy());
    map.put("balanced_accuracy", balancedAccuracy());
    map.put("loss", meanLoss());
    map.put("auc", auc.isPresent() ? auc.getAsDouble() : null);
    map.put("classes", classes);
    map.put("macro_average", macroAverage().toMap());
    map.put("weighted_average", weightedAverage().toMap());
    map.put("confusion_matrix", confusion);
    return map;
  }
}
