package dev.kindling.train;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How well a model does on some examples.
 *
 * @param lossSum the sum of the examples' losses
 * @param confusion {@code [K x K]}: how many examples of class i were predicted to be of class j
 */
public record Evaluation(double lossSum, long[][] confusion) {

  public long examples() {
    return IntStream.range(0, confusion.length).mapToLong(this::support).sum();
  }

  public double meanLoss() {
    return lossSum / examples();
  }

  public double accuracy() {
    long correct = 0;
    for (int i = 0; i < confusion.length; i++) {
      correct += confusion[i][i];
    }
    return (double) correct / examples();
  }

  /** How many examples are of the class. */
  public long support(int of) {
    return LongStream.of(confusion[of]).sum();
  }

  /** Of the examples predicted to be of the class, the share that is; 0 when there are none. */
  public double precision(int of) {
    long predicted = 0;
    for (long[] row : confusion) {
      predicted += row[of];
    }
    return share(confusion[of][of], predicted);
  }

  /** Of the examples of the class, the share that was predicted so; 0 when there are none. */
  public double recall(int of) {
    return share(confusion[of][of], support(of));
  }

  /** The harmonic mean of precision and recall; 0 when both are. */
  public double f1(int of) {
    double precision = precision(of);
    double recall = recall(of);
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
