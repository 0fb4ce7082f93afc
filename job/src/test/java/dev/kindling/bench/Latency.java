package dev.kindling.bench;

import dev.kindling.linalg.Blas;
import dev.kindling.model.KindlingModel;
import dev.kindling.model.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * {@code scripts/bench latency --model DIR}: how long one thread waits for the probabilities of one
 * row, and of 64 rows at once, with random features.
 */
public final class Latency {
  private static final int[] ROWS = {1, 64};
  private static final double WARM_UP_SECONDS = 3;
  private static final double SECONDS = 10;

  private Latency() {}

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--model")) {
      System.err.println("usage: scripts/bench latency --model DIR");
      System.exit(2);
    }
    KindlingModel predictor = load(Path.of(args[1]));
    System.out.printf("%s, Java %s%n", Blas.description(), System.getProperty("java.version"));
    System.out.printf("%5s %12s %12s %12s%n", "rows", "median us", "99 % us", "rows/s");
    for (int rows : ROWS) {
      double[][] features = random(rows, predictor.features());
      measure(predictor, features, WARM_UP_SECONDS);
      double[] micros = measure(predictor, features, SECONDS);
      System.out.printf(
          "%5d %12.1f %12.1f %,12.0f%n",
          rows,
          micros[micros.length / 2],
          micros[(int) (0.99 * micros.length)],
          rows * micros.length * 1e6 / Arrays.stream(micros).sum());
    }
  }

  private static KindlingModel load(Path model) {
    try {
      return KindlingModel.load(model);
    } catch (ModelException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(3); // as scripts/kindling
      throw e;
    }
  }

  private static double[][] random(int rows, int features) {
    SplittableRandom random = new SplittableRandom(rows);
    double[][] examples = new double[rows][];
    Arrays.setAll(examples, row -> random.doubles(features).toArray());
    return examples;
  }

  /** The microseconds that each prediction took, sorted. */
  private static double[] measure(KindlingModel predictor, double[][] features, double seconds) {
    double[] micros = new double[1 << 20];
    int count = 0;
    long start = System.nanoTime();
    for (long from = start; from - start < seconds * 1e9 && count < micros.length; ) {
      predictor.predict(features);
      long to = System.nanoTime();
      micros[count++] = (to - from) / 1e3;
      from = to;
    }
    Arrays.sort(micros, 0, count);
    return Arrays.copyOf(micros, count);
  }
}
