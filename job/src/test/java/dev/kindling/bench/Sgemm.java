package dev.kindling.bench;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.stream.IntStream;

/** The peak of the machine: products of large square matrices in float, one on each thread. */
final class Sgemm implements Speed {
  private static final int SIDE = 768;

  private final Threads threads;
  private final Matrix[][] operands; // a, b and c of each thread

  Sgemm(Threads threads) {
    this.threads = threads;
    this.operands =
        IntStream.range(0, threads.count())
            .mapToObj(thread -> new Matrix[] {filled(0.5), filled(0.25), filled(0)})
            .toArray(Matrix[][]::new);
  }

  private static Matrix filled(double value) {
    Matrix matrix = Precision.FLOAT.zeros(SIDE, SIDE);
    matrix.fill(value);
    return matrix;
  }

  /** Gigaflops, 10^9 floating-point operations per second, of all threads together. */
  @Override
  public double measure(double seconds) throws Exception {
    long start = System.nanoTime();
    long flops = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      threads.run(
          thread -> {
            Matrix[] of = operands[thread];
            of[2].multiply(1, of[0], false, of[1], false, 0);
          });
      flops += threads.count() * 2L * SIDE * SIDE * SIDE;
    }
    return (double) flops / (System.nanoTime() - start);
  }
}
