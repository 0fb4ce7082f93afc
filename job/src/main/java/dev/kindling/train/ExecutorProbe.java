package dev.kindling.train;

import dev.kindling.linalg.Blas;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.Serializable;
import org.apache.spark.SparkEnv;

/**
 * What a task finds where it runs.
 *
 * @param gigaflops of products of matrices in float, beside the other tasks
 * @param heap in bytes
 */
record ExecutorProbe(String executor, String blas, double gigaflops, long heap)
    implements Serializable {
  private static final int SIDE = 512;
  private static final long NANOS = 200_000_000;

  static ExecutorProbe here() {
    return new ExecutorProbe(
        SparkEnv.get().executorId(),
        Blas.description(),
        gigaflopsHere(),
        Runtime.getRuntime().maxMemory());
  }

  private static double gigaflopsHere() {
    Matrix a = Precision.FLOAT.zeros(SIDE, SIDE);
    Matrix b = Precision.FLOAT.zeros(SIDE, SIDE);
    Matrix c = Precision.FLOAT.zeros(SIDE, SIDE);
    a.fill(0.5);
    b.fill(0.25);
    c.multiply(1, a, false, b, false, 0); // loads what there is to load
    long started = System.nanoTime();
    long flops = 0;
    while (System.nanoTime() - started < NANOS) {
      c.multiply(1, a, false, b, false, 0);
      flops += 2L * SIDE * SIDE * SIDE;
    }
    return (double) flops / (System.nanoTime() - started);
  }
}
