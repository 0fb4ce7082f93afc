package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A convolution of images: {@code Y[n, f] = activation(sum over c of X[n, c] * W[f, c] + b[f])},
 * where {@code *} is cross-correlation with zero padding, X {@code [N x C x H x W]}, W {@code [F x
 * C x HH x WW]}, b {@code [F]}, Y {@code [N x F x H' x W']} with {@code H' = 1 + (H + 2 padding -
 * HH) / stride}.
 *
 * <p>As a matrix product, with the images in columns {@code [CHHWW x H'W']}: {@code Z = W columns}.
 * With {@code dZ = dY * activation'(Y)}: {@code dW += dZ columns'}, {@code db +=} sums of dZ,
 * {@code dcolumns = W' dZ}. The columns are made piece by piece, and made again for the backward
 * pass: they would be HH WW times the size of the images.
 */
public record Conv2d(
    Window window, int filters, Activation activation, Initialization initialization)
    implements Layer {

  /** Elements of the columns of one piece: what fits a second-level cache beside the rest. */
  private static final int PIECE = 1 << 16;

  /**
   * A layer for images of a shape.
   *
   * @throws IllegalArgumentException if the kernel does not fit them, or an image does not fit one
   *     array when it is laid out for the kernel
   */
  public static Conv2d of(
      Shape image,
      int filters,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      Activation activation,
      Initialization initialization) {
    Window window = Window.over("conv2d", image, kernelHeight, kernelWidth, stride, padding);
    if (Math.max(window.taps() + 1L, filters) * window.positions() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "conv2d %dx%d on %s with padding %d is too large: one image takes more than %d elements"
              .formatted(kernelHeight, kernelWidth, image, padding, Integer.MAX_VALUE));
    }
    return new Conv2d(window, filters, activation, initialization);
  }

  static Conv2d read(Section options, Shape input) {
    List<Integer> kernel = Window.sides(options, "kernel");
    Activation activation = options.choice("activation", Activation.LINEAR, Activation.class);
    return of(
        input,
        options.integer("filters", 1, Integer.MAX_VALUE),
        kernel.get(0),
        kernel.get(1),
        options.integer("stride", 1, 1, Integer.MAX_VALUE),
        options.integer("padding", 0, 0, Integer.MAX_VALUE),
        activation,
        Initialization.read(options, activation));
  }

  @Override
  public String kind() {
    return "conv2d";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of(
        "filters", filters,
        "kernel", List.of(window.kernelHeight(), window.kernelWidth()),
        "stride", window.stride(),
        "padding", window.padding(),
        "activation", activation.name().toLowerCase(Locale.ROOT),
        "initialization", initialization.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Shape inputShape() {
    return window.inputShape();
  }

  @Override
  public Shape outputShape() {
    return Shape.of(filters, window.outHeight(), window.outWidth());
  }

  @Override
  public List<Parameter> parameters() {
    Shape shape = Shape.of(filters, window.channels(), window.kernelHeight(), window.kernelWidth());
    int kernel = window.kernelHeight() * window.kernelWidth();
    Initializer weights = initialization.weights(window.channels() * kernel, filters * kernel);
    return List.of(
        new Parameter("W", shape, weights),
        new Parameter("b", Shape.of(filters), Initializer.zeros()));
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    requireSize("input", x, x.rows(), inputShape());
    requireSize("output", y, x.rows(), outputShape());
    int piece = Math.min(imagesPerPiece(), x.rows());
    Matrix padded = padded(pass);
    Matrix columnsRoom = pass.scratch(window.taps(), piece * window.positions());
    Matrix zRoom = pass.scratch(piece * window.positions(), filters);
    Matrix weights = weights(parameters);
    Matrix bias = bias(parameters);
    for (int from = 0; from < x.rows(); from += piece) {
      int images = Math.min(piece, x.rows() - from);
      int positions = images * window.positions();
      Matrix columns = columnsRoom.view(0, window.taps(), positions);
      Matrix z = zRoom.view(0, positions, filters);
      window.toColumns(x, from, padded, columns);
      z.multiply(1, columns, true, weights, true, 0);
      window.closeGaps(z, y, from);
      Matrix done = y.view(from * y.cols(), images, y.cols());
      done.addChannels(bias);
      activation.apply(done);
    }
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    requireSize("gradient", dy, x.rows(), outputShape());
    activation.backward(y, dy); // dy is dZ from here on
    int taps = window.taps();
    int piece = Math.min(imagesPerPiece(), x.rows());
    Matrix padded = padded(pass);
    Matrix dpadded = dx == null ? null : pass.scratch(1, window.paddedSize());
    Matrix room = dx == null ? null : pass.scratch(1, window.paddedSize());
    Matrix columnsRoom = pass.scratch(taps + 1, piece * window.positions());
    Matrix dzRoom = pass.scratch(filters, piece * window.positions());
    Matrix dweights = pass.scratch(taps + 1, filters); // transposed, and the bias under them
    dweights.fill(0);
    Matrix weights = weights(parameters);
    for (int from = 0; from < x.rows(); from += piece) {
      int positions = Math.min(piece, x.rows() - from) * window.positions();
      Matrix columns = columnsRoom.view(0, taps, positions);
      Matrix dz = dzRoom.view(0, filters, positions);
      window.openGaps(dy, from, dz);
      window.toColumns(x, from, padded, columns);
      columnsRoom.view(taps * positions, 1, positions).fill(1);
      Matrix withOnes = columnsRoom.view(0, taps + 1, positions);
      dweights.multiply(1, withOnes, false, dz, true, 1);
      if (dx != null) {
        columns.multiply(1, weights, true, dz, false, 0); // dcolumns from here on
        window.fromColumns(columns, dpadded, room, dx, from);
      }
    }
    weights(dparameters).addTransposed(dweights.view(0, taps, filters));
    bias(dparameters).addRange(0, dweights, taps * filters, filters);
  }

  private int imagesPerPiece() {
    return (int) Math.max(1, PIECE / ((long) window.taps() * window.positions()));
  }

  private Matrix padded(Pass pass) {
    Matrix padded = pass.scratch(1, window.paddedSize());
    padded.fill(0);
    return padded;
  }

  private Matrix weights(Matrix parameters) {
    return parameters.view(0, filters, window.taps());
  }

  private Matrix bias(Matrix parameters) {
    return parameters.view(filters * window.taps(), filters, 1);
  }

  private void requireSize(String what, Matrix matrix, int rows, Shape shape) {
    if (matrix.rows() != rows || matrix.cols() != shape.size()) {
      throw new IllegalArgumentException(
          "the %s of conv2d is %s but must be [%d x %d]: %d images of %s"
              .formatted(what, matrix, rows, shape.size(), rows, shape));
    }
  }
}
