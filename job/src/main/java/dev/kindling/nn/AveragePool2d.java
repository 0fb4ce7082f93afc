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
    y.fill(0);
    Grid grid = Pooling.grid(window);
    Pooling.forEach(window, x.rows(), (in, out) -> y.gatherAdd(out, x, in, grid));
    y.scale(share());
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.fill(0);
      Grid grid = Pooling.grid(window);
      Pooling.forEach(window, x.rows(), (in, out) -> dx.scatterAdd(in, grid, dy, out));
      dx.scale(share());
    }
  }

  private double share() {
    return 1.0 / (window.kernelHeight() * window.kernelWidth());
  }
}
