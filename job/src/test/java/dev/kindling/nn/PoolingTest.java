package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {
  private static final Shape IMAGE = Shape.of(2, 6, 7);

  private static Window window(int height, int width, int stride) {
    return Window.over("pool", IMAGE, height, width, stride, 0);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 2", "3, 2, 1", "1, 1, 1", "2, 3, 3", "6, 7, 6"})
  void gradientsAreThoseOfTheOutputs(int height, int width, int stride) {
    LayerCheck.run(new MaxPool2d(window(height, width, stride)), 3, 1);
    LayerCheck.run(new AveragePool2d(window(height, width, stride)), 3, 1);
  }

  @ParameterizedTest
  @EnumSource
  void ofEqualMaximaTheFirstGetsTheGradient(Precision precision) {
    Shape image = Shape.of(1, 2, 4);
    MaxPool2d layer = new MaxPool2d(Window.over("max_pool2d", image, 2, 2, 2, 0));
    Matrix x = Matrices.row(precision, 0, 7, 1, 1, 7, 7, 1, 1);
    Matrix y = precision.vector(2);
    Matrix none = precision.vector(0);
    layer.forward(none, x, y, Batches.pass(precision, 1));
    assertClose(Matrices.row(precision, 7, 1), y, 0);
    Matrix dx = x.copy();
    Matrix dy = Matrices.row(precision, 5, 3);
    layer.backward(none, x, y, dy, dx, none, Batches.pass(precision, 1));
    assertClose(Matrices.row(precision, 0, 5, 3, 0, 0, 0, 0, 0), dx, 0);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheWindowNeverCoversCountsForNothing(Precision precision) {
    Shape image = Shape.of(1, 3, 3);
    AveragePool2d layer = new AveragePool2d(Window.over("average_pool2d", image, 2, 2, 2, 0));
    Matrix x = Matrices.row(precision, 1, 2, 99, 3, 6, 99, 99, 99, 99);
    Matrix y = precision.vector(1);
    Matrix none = precision.vector(0);
    layer.forward(none, x, y, Batches.pass(precision, 1));
    assertClose(Matrices.row(precision, 3), y, 0);
    Matrix dx = x.copy();
    layer.backward(none, x, y, Matrices.row(precision, 8), dx, none, Batches.pass(precision, 1));
    assertClose(Matrices.row(precision, 2, 2, 0, 2, 2, 0, 0, 0, 0), dx, 0);
  }
}
