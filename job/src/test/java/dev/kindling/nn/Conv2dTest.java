package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Conv2dTest {

  /** Layers of all shapes whose kernel fits. */
  @Provide
  Arbitrary<Conv2d> layers() {
    Arbitrary<Integer> kernel = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> more = Arbitraries.integers().between(0, 5); // image beyond the kernel
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            kernel,
            kernel,
            more,
            more,
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 2))
        .as(
            (channels, hh, ww, moreHeight, moreWidth, filters, stride, padding) ->
                Conv2d.of(
                    Shape.of(channels, hh + moreHeight, ww + moreWidth),
                    filters,
                    hh,
                    ww,
                    stride,
                    padding,
                    Activation.LINEAR,
                    Initialization.XAVIER));
  }

  @Property(tries = 200)
  void equalsSixPlainLoops(
      @ForAll("layers") Conv2d layer, @ForAll("seeds") long seed, @ForAll("rows") int rows) {
    Matrix parameters = Matrices.random(Precision.DOUBLE, 1, size(layer), seed);
    Matrix x = Matrices.random(Precision.DOUBLE, rows, layer.inputShape().size(), seed + 1);
    Matrix dy = Matrices.random(Precision.DOUBLE, rows, layer.outputShape().size(), seed + 2);
    Matrix y = dy.copy();
    Matrix dx = x.copy();
    Matrix dparameters = Precision.DOUBLE.vector(parameters.size());
    layer.forward(parameters, x, y, Batches.pass(Precision.DOUBLE, rows));
    layer.backward(
        parameters, x, y, dy.copy(), dx, dparameters, Batches.pass(Precision.DOUBLE, rows));

    PlainLoops expected = new PlainLoops(layer, parameters, x, dy);
    assertClose(expected.y, y, 1e-11);
    assertClose(expected.dx, dx, 1e-11);
    assertClose(expected.dparameters, dparameters, 1e-11);
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide
  Arbitrary<Integer> rows() {
    return Arbitraries.integers().between(1, 5);
  }

  /** The definition, for each output the sum over the kernel. */
  private static final class PlainLoops {
    final Matrix y;
    final Matrix dx;
    final Matrix dparameters;

    PlainLoops(Conv2d layer, Matrix parameters, Matrix x, Matrix dy) {
      Window w = layer.window();
      y = dy.copy();
      dx = x.copy();
      dx.fill(0);
      dparameters = parameters.copy();
      dparameters.fill(0);
      int bias = layer.filters() * w.channels() * w.kernelHeight() * w.kernelWidth();
      int out = 0;
      for (int n = 0; n < x.rows(); n++) {
        for (int f = 0; f < layer.filters(); f++) {
          for (int row = 0; row < layer.outputShape().sides().get(1); row++) {
            for (int col = 0; col < layer.outputShape().sides().get(2); col++, out++) {
              double sum = parameters.get(bias + f);
              add(dparameters, bias + f, dy.get(out));
              for (int c = 0; c < w.channels(); c++) {
                for (int i = 0; i < w.kernelHeight(); i++) {
                  for (int j = 0; j < w.kernelWidth(); j++) {
                    int h = row * w.stride() + i - w.padding();
                    int v = col * w.stride() + j - w.padding();
                    if (h >= 0 && h < w.height() && v >= 0 && v < w.width()) {
                      int in = ((n * w.channels() + c) * w.height() + h) * w.width() + v;
                      int tap =
                          ((f * w.channels() + c) * w.kernelHeight() + i) * w.kernelWidth() + j;
                      sum += x.get(in) * parameters.get(tap);
                      add(dx, in, dy.get(out) * parameters.get(tap));
                      add(dparameters, tap, dy.get(out) * x.get(in));
                    }
                  }
                }
              }
              y.set(out, sum);
            }
          }
        }
      }
    }

    private static void add(Matrix matrix, int at, double value) {
      matrix.set(at, matrix.get(at) + value);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LINEAR", "SIGMOID", "TANH"})
  void itsGradientsAreThoseOfItsOutputs(Activation activation) {
    for (int stride = 1; stride <= 3; stride++) {
      for (int padding = 0; padding <= 2; padding++) {
        LayerCheck.run(
            Conv2d.of(
                Shape.of(2, 5, 4), 3, 3, 2, stride, padding, activation, Initialization.XAVIER),
            3,
            stride);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyImagesInSeveralPiecesAreAsManyAlone(Precision precision) {
    Conv2d layer =
        Conv2d.of(Shape.of(4, 20, 20), 3, 5, 5, 1, 2, Activation.RELU, Initialization.HE);
    Matrix parameters = Matrices.random(precision, 1, size(layer), 1);
    Matrix x = Matrices.random(precision, 7, layer.inputShape().size(), 2);
    Matrix y = precision.zeros(7, layer.outputShape().size());
    layer.forward(parameters, x, y, Batches.pass(precision, 7));
    for (int n = 0; n < 7; n++) {
      Matrix alone = precision.zeros(1, y.cols());
      Matrix image = x.view(n * x.cols(), 1, x.cols());
      layer.forward(parameters, image, alone, Batches.pass(precision, 1));
      assertClose(alone, y.view(n * y.cols(), 1, y.cols()), 1e-5);
    }
  }

  /** Seven images come in a piece of four and one of three. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void gradientsOfManyImagesInSeveralPiecesAreThoseOfEachAlone(int stride) {
    Conv2d layer =
        Conv2d.of(
            Shape.of(4 * stride, 20 * stride, 20),
            3,
            3,
            3,
            stride,
            1,
            Activation.TANH,
            Initialization.XAVIER);
    Matrix parameters = Matrices.random(Precision.DOUBLE, 1, size(layer), 1);
    Matrix x = Matrices.random(Precision.DOUBLE, 7, layer.inputShape().size(), 2);
    Matrix dy = Matrices.random(Precision.DOUBLE, 7, layer.outputShape().size(), 3);
    Matrix y = dy.copy();
    Matrix dx = x.copy();
    Matrix dparameters = Precision.DOUBLE.vector(size(layer));
    layer.forward(parameters, x, y, Batches.pass(Precision.DOUBLE, 7));
    layer.backward(parameters, x, y, dy.copy(), dx, dparameters, Batches.pass(Precision.DOUBLE, 7));
    Matrix sum = Precision.DOUBLE.vector(size(layer));
    for (int n = 0; n < 7; n++) {
      Matrix image = x.view(n * x.cols(), 1, x.cols());
      Matrix alone = image.copy();
      layer.backward(
          parameters,
          image,
          y.view(n * y.cols(), 1, y.cols()).copy(),
          dy.view(n * y.cols(), 1, y.cols()).copy(),
          alone,
          sum,
          Batches.pass(Precision.DOUBLE, 1));
      assertClose(alone, dx.view(n * x.cols(), 1, x.cols()), 1e-12);
    }
    assertClose(sum, dparameters, 1e-12);
  }

  @Test
  void aKernelThatDoesNotFitIsRefusedWithItsSizes() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Conv2d.of(Shape.of(1, 4, 6), 1, 5, 3, 2, 0, Activation.RELU, Initialization.HE));
    assertEquals("conv2d 5x3 with stride 2 does not fit a 4x6 input", error.getMessage());
  }

  @Test
  void fansCountTheKernel() {
    // Glorot: n_in = C HH WW = 18, n_out = F HH WW = 54, a = sqrt(6 / 72)
    Conv2d layer =
        Conv2d.of(Shape.of(2, 8, 8), 6, 3, 3, 1, 0, Activation.LINEAR, Initialization.XAVIER);
    Network network = new Network(layer.inputShape(), List.of(layer), Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = network.initialize(Precision.DOUBLE, 1);
    double greatest = 0;
    for (int i = 0; i < 6 * 2 * 3 * 3; i++) {
      greatest = Math.max(greatest, Math.abs(parameters.get(i)));
    }
    assertEquals(Math.sqrt(6.0 / 72), greatest, 0.02);
  }

  private static int size(Layer layer) {
    return layer.parameters().stream().mapToInt(p -> p.shape().size()).sum();
  }
}
