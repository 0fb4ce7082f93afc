package dev.kindling.bench;

import java.util.List;
import java.util.Locale;

/**
 * What a synchronous step takes beside computing, in milliseconds, as a formula of the number of
 * parameters P and of partitions N: {@code job + task N + value P + result P M}. A job is started;
 * every task is; the parameters are handed out and updated; and M results of P numbers each pass
 * the busiest process. Within one process M is N. In a tree of depth 2 it is the square root of N,
 * which is what each aggregating task gets, and after them the driver.
 *
 * @param job milliseconds of a job
 * @param task milliseconds of a task
 * @param value milliseconds of a million parameters
 * @param result milliseconds of a million parameters of a result
 */
record StepCost(boolean tree, double job, double task, double value, double result) {
  private static final int ROUNDS = 200_000;

  /** A step that was measured. */
  record Point(long parameters, int partitions, double milliseconds) {}

  /**
   * The formula whose relative errors have the least sum of squares, with no constant below zero:
   * coordinate descent, which finds it because the sum is convex.
   */
  static StepCost fit(boolean tree, List<Point> points) {
    double[] constants = new double[4];
    double[][] terms = // [points x 4], divided by what was measured
        points.stream()
            .map(
                point -> {
                  double[] row = terms(tree, point.parameters, point.partitions);
                  for (int i = 0; i < row.length; i++) {
                    row[i] /= point.milliseconds;
                  }
                  return row;
                })
            .toArray(double[][]::new);
    for (int round = 0; round < ROUNDS; round++) {
      int i = round % constants.length;
      double above = 0;
      double below = 0;
      for (double[] row : terms) {
        double error = 1;
        for (int j = 0; j < row.length; j++) {
          error -= j == i ? 0 : row[j] * constants[j];
        }
        above += row[i] * error;
        below += row[i] * row[i];
      }
      constants[i] = Math.max(0, above / below);
    }
    return new StepCost(tree, constants[0], constants[1], constants[2], constants[3]);
  }

  private static double[] terms(boolean tree, long parameters, int partitions) {
    double millions = parameters / 1e6;
    return new double[] {1, partitions, millions, millions * results(tree, partitions)};
  }

  private static double results(boolean tree, int partitions) {
    return tree ? Math.sqrt(partitions) : partitions;
  }

  double milliseconds(long parameters, int partitions) {
    double[] terms = terms(tree, parameters, partitions);
    return job * terms[0] + task * terms[1] + value * terms[2] + result * terms[3];
  }

  /**
   * The same among executors that a network connects, which has to carry the parameters to each of
   * them, handed on from one to the next (Spark's torrent: about log2 of their number times), and
   * the results.
   *
   * @param bandwidth of each machine, in bytes per second
   */
  double milliseconds(long parameters, int partitions, int executors, double bandwidth) {
    double passes = Math.ceil(Math.log(executors) / Math.log(2)) + 2 * results(tree, partitions);
    return milliseconds(parameters, partitions)
        + 1e3 * passes * parameters * Float.BYTES / bandwidth;
  }

  String formula() {
    return String.format(
        Locale.ROOT,
        "%.2f ms + %.4f ms N + (%.3f ms + %.4f ms %s) P / 1,000,000",
        job,
        task,
        value,
        result,
        tree ? "sqrt(N)" : "N");
  }
}
