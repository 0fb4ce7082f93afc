package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static dev.kindling.linalg.Matrices.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;

/**
 * Checks a layer alone, against a random upstream gradient {@code dy}: its backward pass must give
 * the central differences of {@code sum(dy * y)} with respect to parameters and input.
 */
final class LayerCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-8;

  private final Layer layer;
  private final Matrix parameters;
  private final Matrix x; // [N x D]
  private final Matrix y; // [N x M]
  private final Matrix dy; // [N x M]

  private LayerCheck(Layer layer, int rows, long seed) {
    this.layer = layer;
    int size = layer.parameters().stream().mapToInt(p -> p.shape().size()).sum();
    parameters = Matrices.random(Precision.DOUBLE, 1, size, seed);
    x = Matrices.random(Precision.DOUBLE, rows, layer.inputShape().size(), seed + 1);
    y = Precision.DOUBLE.zeros(rows, layer.outputShape().size());
    dy = Matrices.random(Precision.DOUBLE, rows, layer.outputShape().size(), seed + 2);
  }

  /** Fails unless the layer keeps every promise of {@link Layer}. */
  static void run(Layer layer, int rows, long seed) {
    new LayerCheck(layer, rows, seed).run();
  }

  private void run() {
    double[] given = values(parameters);
    double[] input = values(x);
    y.fill(Double.NaN); // what was in an output before must not matter
    forward(y);
    Matrix dx = x.copy();
    dx.fill(Double.NaN);
    Matrix dparameters = backward(dx);
    assertArrayEquals(given, values(parameters), "parameters are read only");
    assertArrayEquals(input, values(x), "the input is read only");
    assertArrayEquals(
        values(dparameters), values(backward(null)), "the same gradient when dX is not wanted");
    int offset = 0;
    for (Parameter parameter : layer.parameters()) {
      int size = parameter.shape().size();
      if (parameter.trained()) {
        Matrix tensor = parameters.view(offset, 1, size);
        assertClose(numeric(tensor), dparameters.view(offset, 1, size), TOLERANCE);
      }
      offset += size;
    }
    assertClose(numeric(x), dx, TOLERANCE);
  }

  /** The gradient of the parameters, from what is added to a vector that is not zero. */
  private Matrix backward(Matrix dx) {
    Matrix before = Matrices.random(Precision.DOUBLE, 1, parameters.size(), 99);
    Matrix dparameters = before.copy();
    layer.backward(
        parameters, x, y, dy.copy(), dx, dparameters, Batches.pass(Precision.DOUBLE, x.rows()));
    dparameters.addScaled(-1, before);
    return dparameters;
  }

  private Matrix numeric(Matrix variables) {
    Matrix gradient = variables.copy();
    for (int i = 0; i < variables.size(); i++) {
      double origin = variables.get(i);
      variables.set(i, origin + STEP);
      double right = objective();
      variables.set(i, origin - STEP);
      double left = objective();
      variables.set(i, origin);
      gradient.set(i, (right - left) / (2 * STEP));
    }
    return gradient;
  }

  private void forward(Matrix output) {
    layer.forward(parameters, x, output, Batches.pass(Precision.DOUBLE, x.rows()));
  }

  private double objective() {
    Matrix shifted = y.copy();
    forward(shifted);
    double sum = 0;
    for (int i = 0; i < shifted.size(); i++) {
      sum += dy.get(i) * shifted.get(i);
    }
    return sum;
  }
}
