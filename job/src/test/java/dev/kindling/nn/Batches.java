package dev.kindling.nn;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Networks and batches for tests. */
final class Batches {
  private Batches() {}

  /** Dense layers of these widths, the last one linear. */
  static Network network(Activation activation, int... widths) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      Activation last = l == widths.length - 1 ? Activation.LINEAR : activation;
      layers.add(new Dense(widths[l - 1], widths[l], last, Initialization.XAVIER));
    }
    return new Network(Shape.of(widths[0]), layers, Loss.SOFTMAX_CROSS_ENTROPY);
  }

  /** Random parameters, biases too. */
  static Matrix parameters(Network network, Precision precision, long seed) {
    Matrix parameters = Matrices.random(precision, 1, network.parameterCount(), seed);
    parameters.scale(0.5);
    return parameters;
  }

  static int[] labels(int rows, int classes, long seed) {
    return new SplittableRandom(seed).ints(rows, 0, classes).toArray();
  }

  /** A training pass over so many examples, with NaN in its scratch memory. */
  static Pass pass(Precision precision, int rows) {
    Pass pass = new Pass(precision);
    for (int slot = 0; slot < 8; slot++) {
      pass.scratch(1, 10_000).fill(Double.NaN);
    }
    return pass.enter(0, true, 1, IntStream.range(0, rows).toArray());
  }

  /** Puts a batch into a workspace. */
  static void load(Workspace workspace, Matrix x, int[] labels) {
    workspace.resize(x.rows()).copyFrom(x);
    System.arraycopy(labels, 0, workspace.labels(), 0, x.rows());
  }

  /** The sum of one pass over a batch, in a workspace of its own. */
  static GradientSum gradient(Network network, Matrix parameters, Matrix x, int[] labels) {
    Workspace workspace = network.workspace(parameters.precision());
    load(workspace, x, labels);
    GradientSum sum = new GradientSum();
    network.addGradient(parameters, workspace, sum);
    return sum;
  }
}
