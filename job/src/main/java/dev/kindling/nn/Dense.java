package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A fully connected layer: {@code Y = activation(X W + b)} with X {@code [N x D]}, W {@code [D x
 * M]}, b {@code [M]}.
 *
 * <p>With {@code dZ = dY * activation'(Y)}: {@code dW += X' dZ}, {@code db +=} column sums of dZ,
 * {@code dX = dZ W'}.
 */
public record Dense(int inputs, int units, Activation activation, Initialization initialization)
    implements Layer {

  public Dense {
    if (inputs < 1 || units < 1 || (inputs + 1L) * units > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a dense layer cannot have " + inputs + " inputs and " + units + " units");
    }
  }

  static Dense read(Section options, Shape input) {
    Activation activation = options.choice("activation", Activation.LINEAR, Activation.class);
    return new Dense(
        input.size(),
        options.integer("units", 1, Integer.MAX_VALUE),
        activation,
        Initialization.read(options, activation));
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of(
        "units", units,
        "activation", activation.name().toLowerCase(Locale.ROOT),
        "initialization", initialization.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Shape inputShape() {
    return Shape.of(inputs);
  }

  @Override
  public Shape outputShape() {
    return Shape.of(units);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("W", Shape.of(inputs, units), initialization.weights(inputs, units)),
        new Parameter("b", Shape.of(units), Initializer.zeros()));
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.fillRows(bias(parameters)); // in place of the zeros that a product starts from
    y.multiply(1, x, false, weights(parameters), false, 1);
    activation.apply(y);
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    activation.backward(y, dy); // dy is dZ from here on
    weights(dparameters).multiply(1, x, true, dy, false, 1);
    bias(dparameters).addColumnSums(dy);
    if (dx != null) {
      dx.multiply(1, dy, false, weights(parameters), true, 0);
    }
  }

  private Matrix weights(Matrix parameters) {
    return parameters.view(0, inputs, units);
  }

  private Matrix bias(Matrix parameters) {
    return parameters.view(inputs * units, 1, units);
  }
}
