package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * The inverse of standardizing, at the end of a network that predicts numbers: {@code Y = deviation
 * X + mean}, of {@code [N x M]}, where mean and deviation {@code [M]}, the same M times, are those
 * of the training targets. So the layers before it learn numbers around 0, whatever the unit of the
 * targets. They are not trained: {@code dX = deviation dY}.
 */
public record Denormalize(Shape inputShape) implements Layer {

  @Override
  public String kind() {
    return "denormalize";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public Shape outputShape() {
    return inputShape;
  }

  @Override
  public boolean adaptsToTargets() {
    return true;
  }

  @Override
  public List<Parameter> parameters() {
    Shape vector = Shape.of(inputShape.size());
    return List.of(
        Parameter.statistic("mean", vector, Initializer.zeros()),
        Parameter.statistic("deviation", vector, Initializer.ones()));
  }

  @Override
  public void adapt(Matrix parameters, double mean, double deviation) {
    mean(parameters).fill(mean);
    deviation(parameters).fill(deviation);
  }

  @Override
  public double targetUnit(Matrix parameters) {
    double deviation = Math.abs(deviation(parameters).get(0)); // an imported one may be anything
    return deviation > 0 ? deviation : 1;
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.copyFrom(x);
    y.scaleChannels(deviation(parameters));
    y.addChannels(mean(parameters));
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.copyFrom(dy);
      dx.scaleChannels(deviation(parameters));
    }
  }

  private Matrix mean(Matrix parameters) {
    return parameters.view(0, 1, inputShape.size());
  }

  private Matrix deviation(Matrix parameters) {
    return parameters.view(inputShape.size(), 1, inputShape.size());
  }
}
