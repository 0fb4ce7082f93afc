package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Inverted dropout (Srivastava et al. 2014): in training each element is zeroed with probability
 * {@code rate} and the others are multiplied by {@code 1 / (1 - rate)}, so that their expectation
 * stays; otherwise {@code Y = X}. Which ones is decided by the seed of the step and the example.
 */
public record Dropout(Shape inputShape, double rate) implements Layer {

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout needs a rate from 0 to below 1, not " + rate);
    }
  }

  static Dropout read(Section options, Shape input) {
    return new Dropout(input, options.number("rate", 0, 1));
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("rate", rate);
  }

  @Override
  public Shape outputShape() {
    return inputShape;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.copyFrom(x);
    if (pass.training()) {
      drop(y, pass);
    }
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    if (dx != null) {
      dx.copyFrom(dy);
      drop(dx, pass);
    }
  }

  private void drop(Matrix values, Pass pass) {
    Matrix mask = pass.scratch(values.rows(), values.cols());
    double kept = 1 / (1 - rate);
    for (int row = 0; row < values.rows(); row++) {
      long seed = pass.seed(row);
      int at = row * values.cols();
      for (int i = 0; i < values.cols(); i++) {
        mask.set(at + i, Seeds.uniform(seed, i) < rate ? 0 : kept);
      }
    }
    values.times(mask);
  }
}
