package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Grid;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * The mean of the values under a window, channel by channel: {@code [N x C x H x W]} to {@code [N x
 * C x H' x W']} with {@code H' = 1 + (H - HH) / stride}. The gradient goes to all of them in equal
 * parts.
 */
public record AveragePool2d(Window window) implements Layer {

  static AveragePool2d read(Section options, Shape input) {
    return new AveragePool2d(Pooling.window("average_pool2d", options, input));
  }

  @Override
  public String kind() {
    return "average_pool2d";
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
    Matrix sum = pass.scratch(1, y.cols());
    Matrix met = pass.scratch(1, y.cols());
    Grid grid = Pooling.grid(window);
    for (int image = 0; image < x.rows(); image++) {
      Pooling.gather(window, grid, 0, x, image, sum);
      for (int element = 1; element < Pooling.elements(window); element++) {
        Pooling.gather(window, grid, element, x, image, met);
        sum.addScaled(1, met);
      }
      y.copyRow(image, sum, 0);
    }
    y.scale(1.0 / Pooling.elements(window));
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx == null) {
      return;
    }
    Matrix share = pass.scratch(1, y.cols());
    Grid grid = Pooling.grid(window);
    dx.fill(0);
    for (int image = 0; image < x.rows(); image++) {
      share.copyRow(0, dy, image);
      for (int element = 0; element < Pooling.elements(window); element++) {
        Pooling.scatterAdd(window, grid, element, share, dx, image);
      }
    }
    dx.scale(1.0 / Pooling.elements(window));
  }
}
