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
    return network(Loss.SOFTMAX_CROSS_ENTROPY, activation, widths);
  }

  static Network network(Loss loss, Activation activation, int... widths) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      Activation last = l == widths.length - 1 ? Activation.LINEAR : activation;
      layers.add(new Dense(widths[l - 1], widths[l], last, Initialization.XAVIER));
    }
    return new Network(Shape.of(widths[0]), layers, loss);
  }

  /** Random parameters, biases too. */
  static Matrix parameters(Network network, Precision precision, long seed) {
    Matrix parameters = Matrices.random(precision, 1, network.parameterCount(), seed);
    parameters.scale(0.5);
    return parameters;
  }

  static Targets labels(int rows, int classes, long seed) {
    return classes(new SplittableRandom(seed).ints(rows, 0, classes).toArray());
  }

  /** Classes of examples that count 1 each. */
  static Targets classes(int... classes) {
    return new Targets(IntStream.of(classes).asDoubleStream().toArray(), null);
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
  static void load(Workspace workspace, Matrix x, Targets targets) {
    workspace.resize(x.rows()).copyFrom(x);
    for (int row = 0; row < x.rows(); row++) {
      workspace.targets().copy(row, targets, row);
    }
  }

  /** The sum of one pass over a batch, in a workspace of its own. */
  static GradientSum gradient(Network network, Matrix parameters, Matrix x, Targets targets) {
    Workspace workspace = network.workspace(parameters.precision());
    load(workspace, x, targets);
    GradientSum sum = new GradientSum();
    network.addGradient(parameters, workspace, sum);
    return sum;
  }
}
