package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * A relu that lets a little through below 0 (Maas, Hannun and Ng 2013): {@code Y = X where X > 0,
 * else negative_slope X}. X and Y are {@code [N x D]}; an image's D are C x H x W. {@code dX = dY
 * where X > 0, else negative_slope dY}, at 0 as well.
 */
public record LeakyRelu(Shape inputShape, double negativeSlope) implements Layer {

  public LeakyRelu {
    if (!(negativeSlope >= 0 && negativeSlope <= 1)) {
      throw new IllegalArgumentException(
          "leaky_relu needs a negative_slope from 0 to 1, not " + negativeSlope);
    }
  }

  static LeakyRelu read(Section options, Shape input) {
    return new LeakyRelu(input, options.number("negative_slope", 0.01, 0, 1));
  }

  @Override
  public String kind() {
    return "leaky_relu";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("negative_slope", negativeSlope);
  }

  @Override
  public Shape outputShape() {
    return inputShape;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  /** {@code Y = max(X, 0) - max(-negative_slope X, 0)}, of which one is always 0. */
  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    Matrix below = pass.scratch(x.rows(), x.cols());
    below.copyFrom(x);
    below.scale(-negativeSlope);
    below.relu();
    y.copyFrom(x);
    y.relu();
    y.addScaled(-1, below);
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.copyFrom(dy);
      dx.timesReluDerivative(x);
      dy.addScaled(-1, dx); // the rest of it
      dx.addScaled(negativeSlope, dy);
    }
  }
}
