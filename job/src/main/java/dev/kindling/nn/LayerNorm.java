package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016): {@code Y = activation(gamma xhat + beta)} with
 * {@code xhat = (x - mean) / deviation} and {@code deviation = sqrt(variance + epsilon)}, of all
 * values of one example. X, Y, gamma and beta are {@code [N x D]} and {@code [D]}; an image's D are
 * C x H x W. Unlike {@link BatchNorm}, an example passes as if it were alone.
 *
 * <p>With {@code dZ = dY activation'(Y)} and {@code G = gamma dZ}: {@code dgamma +=} column sums of
 * {@code dZ xhat}, {@code dbeta +=} column sums of dZ, {@code dX = (G - sum(G) / D - xhat sum(G
 * xhat) / D) / deviation}, the sums being those of an example.
 */
public record LayerNorm(Shape inputShape, double epsilon, Activation activation) implements Layer {

  public LayerNorm {
    if (inputShape.size() < 2 || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "layer_norm needs at least 2 inputs, not %d, and an epsilon above 0, not %s"
              .formatted(inputShape.size(), epsilon));
    }
  }

  static LayerNorm read(Section options, Shape input) {
    return new LayerNorm(
        input,
        options.number("epsilon", 1e-5, 0, 1),
        options.choice("activation", Activation.LINEAR, Activation.class));
  }

  @Override
  public String kind() {
    return "layer_norm";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("epsilon", epsilon, "activation", activation.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Shape outputShape() {
    return inputShape;
  }

  @Override
  public List<Parameter> parameters() {
    Shape shape = inputShape.isImage() ? inputShape : Shape.of(inputShape.size());
    return List.of(
        new Parameter("gamma", shape, Initializer.ones()),
        new Parameter("beta", shape, Initializer.zeros()));
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    normalise(x, y, pass);
    y.scaleChannels(gamma(parameters));
    y.addChannels(beta(parameters));
    activation.apply(y);
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    activation.backward(y, dy); // dy is dZ from here on
    Matrix xhat = dx != null ? dx : pass.scratch(x.rows(), x.cols());
    Matrix inverse = normalise(x, xhat, pass);
    gamma(dparameters).addChannelProducts(xhat, dy);
    beta(dparameters).addColumnSums(dy);
    if (dx != null) {
      dy.scaleChannels(gamma(parameters)); // dy is G from here on
      Matrix means = examples(x.rows(), pass);
      means.addChannelSums(inARow(dy));
      means.scale(-1.0 / x.cols());
      Matrix products = examples(x.rows(), pass);
      products.addChannelProducts(inARow(xhat), inARow(dy));
      products.scale(-1.0 / x.cols());
      inARow(dx).scaleChannels(products); // it was xhat
      dx.addScaled(1, dy);
      inARow(dx).addChannels(means);
      inARow(dx).scaleChannels(inverse);
    }
  }

  /** Writes xhat; returns {@code 1 / deviation} of each example, {@code [1 x N]}. */
  private Matrix normalise(Matrix x, Matrix xhat, Pass pass) {
    xhat.copyFrom(x);
    Matrix mean = examples(x.rows(), pass);
    mean.addChannelSums(inARow(x));
    mean.scale(-1.0 / x.cols());
    inARow(xhat).addChannels(mean);
    Matrix inverse = examples(x.rows(), pass);
    inverse.addChannelProducts(inARow(xhat), inARow(xhat));
    inverse.scale(1.0 / x.cols()); // the variance
    inverse.inverseRoot(epsilon);
    inARow(xhat).scaleChannels(inverse);
    return inverse;
  }

  /** The examples as the channels of a single one. */
  private static Matrix inARow(Matrix examples) {
    return examples.view(0, 1, examples.size());
  }

  private static Matrix examples(int rows, Pass pass) {
    Matrix zeros = pass.scratch(1, rows);
    zeros.fill(0);
    return zeros;
  }

  private Matrix gamma(Matrix parameters) {
    return parameters.view(0, 1, inputShape.size());
  }

  private Matrix beta(Matrix parameters) {
    return parameters.view(inputShape.size(), 1, inputShape.size());
  }
}
