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
    Matrix greatest = pass.scratch(1, y.cols());
    Matrix met = pass.scratch(1, y.cols());
    Grid grid = Pooling.grid(window);
    for (int image = 0; image < x.rows(); image++) {
      Pooling.gather(window, grid, 0, x, image, greatest);
      for (int element = 1; element < Pooling.elements(window); element++) {
        Pooling.gather(window, grid, element, x, image, met);
        greatest.maximum(met);
      }
      y.copyRow(image, greatest, 0);
    }
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx == null) {
      return;
    }
    Matrix greatest = pass.scratch(1, y.cols());
    Matrix left = pass.scratch(1, y.cols()); // gradient that no element has taken yet
    Matrix met = pass.scratch(1, y.cols());
    Grid grid = Pooling.grid(window);
    dx.fill(0);
    for (int image = 0; image < x.rows(); image++) {
      greatest.copyRow(0, y, image);
      left.copyRow(0, dy, image);
      for (int element = 0; element < Pooling.elements(window); element++) {
        Pooling.gather(window, grid, element, x, image, met);
        met.takeWhereEqual(greatest, left);
        Pooling.scatterAdd(window, grid, element, met, dx, image);
      }
    }
  }
}
