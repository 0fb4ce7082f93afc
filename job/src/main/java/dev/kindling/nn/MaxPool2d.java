package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Grid;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * The greatest value under a window, channel by channel: {@code [N x C x H x W]} to {@code [N x C x
 * H' x W']} with {@code H' = 1 + (H - HH) / stride}. The gradient goes to where the maximum was, of
 * equal ones the first in row-major order.
 */
public record MaxPool2d(Window window) implements Layer {

  static MaxPool2d read(Section options, Shape input) {
    return new MaxPool2d(Pooling.window("max_pool2d", options, input));
  }

  @Override
  public String kind() {
    return "max_pool2d";
  }

  @Override
  public Map<String, Object> options() {
    return Pooling.options(window);
  }

  @Override
  public Shape inputShape() {
    return window.inputShape();
  }

  @Override
  public Shape outputShape() {
    return Pooling.outputShape(window);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.fill(Double.NEGATIVE_INFINITY);
    Grid grid = Pooling.grid(window);
    Pooling.forEach(window, x.rows(), (in, out) -> y.gatherMax(out, x, in, grid));
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.fill(0);
      Grid grid = Pooling.grid(window);
      Pooling.forEach(window, x.rows(), (in, out) -> dx.scatterMaximum(in, grid, x, y, dy, out));
    }
  }
}
