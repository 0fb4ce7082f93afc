package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Makes a vector of an image: {@code [N x C x H x W]} to {@code [N x CHW]}, the same numbers. A
 * dense layer takes images as they are; this is for networks that want to say it.
 */
public record Flatten(Shape inputShape) implements Layer {

  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public Shape outputShape() {
    return Shape.of(inputShape.size());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.copyFrom(x);
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.copyFrom(dy);
    }
  }
}
