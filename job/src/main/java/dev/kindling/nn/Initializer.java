package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.SplittableRandom;

/** How a parameter tensor gets its first values. */
@FunctionalInterface
public interface Initializer extends Serializable {

  /** Fills the tensor with values drawn from the generator. */
  void fill(Matrix tensor, SplittableRandom random);

  static Initializer zeros() {
    return (tensor, random) -> tensor.fill(0);
  }

  static Initializer ones() {
    return (tensor, random) -> tensor.fill(1);
  }

  /**
   * Uniform in (-a, a) with a = sqrt(6 / (n_in + n_out)): Glorot and Bengio 2010, "Understanding
   * the difficulty of training deep feedforward neural networks", eq. 16.
   */
  static Initializer xavierUniform(int fanIn, int fanOut) {
    double a = Math.sqrt(6.0 / ((double) fanIn + fanOut));
    return (tensor, random) -> {
      for (int i = 0; i < tensor.size(); i++) {
        tensor.set(i, (2 * random.nextDouble() - 1) * a);
      }
    };
  }

  /**
   * Normal with mean 0 and standard deviation sqrt(2 / n_in): He et al. 2015, "Delving deep into
   * rectifiers", eq. 10.
   */
  static Initializer heNormal(int fanIn) {
    double deviation = Math.sqrt(2.0 / fanIn);
    return (tensor, random) -> {
      for (int i = 0; i < tensor.size(); i++) {
        tensor.set(i, random.nextGaussian() * deviation);
      }
    };
  }
}
