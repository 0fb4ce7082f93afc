package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithms 1 and 2): {@code Y = activation(gamma (X
 * - mean) / sqrt(variance + epsilon) + beta)}, with statistics of each channel of an image, or of
 * each input where there is no image. In training they are those of the batch, otherwise the
 * running ones, which are part of the parameters.
 *
 * <p>The batch is what passes through the network at once: a partition's share of a mini-batch.
 * Statistics are not shared between partitions (ghost batch normalisation; Hoffer, Hubara and
 * Soudry 2017): that would take a Spark job for every layer. The running statistics are those of
 * the shares, averaged by their examples; for them the layer gives {@code momentum (running -
 * batch)} for each example in place of a gradient. A share with a single value of each channel, one
 * example without an image, says nothing about deviations: it is normalised by the running
 * statistics and does not move them.
 *
 * <p>With m the elements of a channel, {@code xhat = (x - mean) / deviation} and {@code dZ = dY
 * activation'(Y)}: {@code dgamma +=} sum of {@code dZ xhat}, {@code dbeta +=} sum of dZ, {@code dX
 * = gamma / deviation (dZ - sum(dZ) / m - xhat sum(dZ xhat) / m)}.
 */
public record BatchNorm(Shape inputShape, double momentum, double epsilon, Activation activation)
    implements Layer {

  // The tensors, in the order of parameters().
  private static final int GAMMA = 0;
  private static final int BETA = 1;
  private static final int RUNNING_MEAN = 2;
  private static final int RUNNING_VARIANCE = 3;

  public BatchNorm {
    if (!(momentum > 0 && momentum <= 1 && epsilon > 0)) {
      throw new IllegalArgumentException(
          "batch_norm needs a momentum above 0 and up to 1, not %s, and an epsilon above 0, not %s"
              .formatted(momentum, epsilon));
    }
  }

  static BatchNorm read(Section options, Shape input) {
    return new BatchNorm(
        input,
        options.number("momentum", 0.1, 0, 1),
        options.number("epsilon", 1e-5, 0, 1),
        options.choice("activation", Activation.LINEAR, Activation.class));
  }

  @Override
  public String kind() {
    return "batch_norm";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of(
        "momentum", momentum,
        "epsilon", epsilon,
        "activation", activation.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Shape outputShape() {
    return inputShape;
  }

  @Override
  public boolean mixesExamples() {
    return true;
  }

  @Override
  public int leastBatch() {
    return channels() == inputShape.size() ? 2 : 1;
  }

  @Override
  public List<Parameter> parameters() {
    Shape vector = Shape.of(channels());
    return List.of(
        new Parameter("gamma", vector, Initializer.ones()),
        new Parameter("beta", vector, Initializer.zeros()),
        Parameter.statistic("running_mean", vector, Initializer.zeros()),
        Parameter.statistic("running_variance", vector, Initializer.ones()));
  }

  @Override
  public void check(Matrix parameters) {
    Matrix variance = tensor(parameters, RUNNING_VARIANCE);
    for (int c = 0; c < variance.size(); c++) {
      if (!(variance.get(c) + epsilon > 0)) { // rounding may have come out a little below 0
        throw new IllegalArgumentException(
            "has the running_variance " + variance.get(c) + " but it must not be below 0");
      }
    }
  }

  @Override
  public void forward(Matrix parameters, Matrix x, Matrix y, Pass pass) {
    y.copyFrom(x);
    Matrix factor;
    if (pass.training() && elements(x) > 1) {
      center(y, mean(x, pass), pass);
      factor = variance(y, pass);
    } else {
      center(y, tensor(parameters, RUNNING_MEAN), pass);
      factor = runningVariance(parameters, pass);
    }
    factor.inverseRoot(epsilon);
    factor.times(tensor(parameters, GAMMA));
    y.scaleChannels(factor);
    y.addChannels(tensor(parameters, BETA));
    activation.apply(y);
  }

  @Override
  public void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass) {
    activation.backward(y, dy); // dy is dZ from here on
    boolean ofBatch = elements(x) > 1;
    Matrix mean = ofBatch ? mean(x, pass) : tensor(parameters, RUNNING_MEAN);
    Matrix centered = dx != null ? dx : pass.scratch(x.rows(), x.cols());
    centered.copyFrom(x);
    center(centered, mean, pass);
    Matrix variance = ofBatch ? variance(centered, pass) : runningVariance(parameters, pass);
    if (ofBatch) {
      moveStatistic(RUNNING_MEAN, parameters, mean, x.rows(), dparameters);
      moveStatistic(RUNNING_VARIANCE, parameters, variance, x.rows(), dparameters);
    }
    Matrix inverse = variance;
    inverse.inverseRoot(epsilon); // 1 / deviation from here on

    Matrix sums = zeros(pass);
    sums.addChannelSums(dy);
    tensor(dparameters, BETA).addScaled(1, sums);
    Matrix products = zeros(pass);
    products.addChannelProducts(centered, dy);
    products.times(inverse); // sums of dZ xhat
    tensor(dparameters, GAMMA).addScaled(1, products);

    if (dx != null) {
      // What x moves through mean and variance; the running ones stay where they are.
      double share = ofBatch ? -1.0 / elements(x) : 0;
      products.times(inverse);
      products.scale(share);
      dx.scaleChannels(products); // it was centered
      dx.addScaled(1, dy);
      sums.scale(share);
      dx.addChannels(sums);
      inverse.times(tensor(parameters, GAMMA));
      dx.scaleChannels(inverse);
    }
  }

  private Matrix mean(Matrix x, Pass pass) {
    Matrix mean = zeros(pass);
    mean.addChannelSums(x);
    mean.scale(1.0 / elements(x));
    return mean;
  }

  private Matrix variance(Matrix centered, Pass pass) {
    Matrix variance = zeros(pass);
    variance.addChannelProducts(centered, centered);
    variance.scale(1.0 / elements(centered));
    return variance;
  }

  private Matrix runningVariance(Matrix parameters, Pass pass) {
    Matrix variance = pass.scratch(1, channels());
    variance.copyFrom(tensor(parameters, RUNNING_VARIANCE));
    return variance;
  }

  private void center(Matrix values, Matrix mean, Pass pass) {
    Matrix shifts = zeros(pass);
    shifts.addScaled(-1, mean);
    values.addChannels(shifts);
  }

  private void moveStatistic(
      int index, Matrix parameters, Matrix ofBatch, int examples, Matrix dparameters) {
    Matrix slot = tensor(dparameters, index);
    slot.addScaled(momentum * examples, tensor(parameters, index));
    slot.addScaled(-momentum * examples, ofBatch);
  }

  private Matrix zeros(Pass pass) {
    Matrix zeros = pass.scratch(1, channels());
    zeros.fill(0);
    return zeros;
  }

  private Matrix tensor(Matrix parameters, int index) {
    return parameters.view(index * channels(), 1, channels());
  }

  private int channels() {
    return inputShape.isImage() ? inputShape.sides().get(0) : inputShape.size();
  }

  /** Elements of one channel in all examples. */
  private double elements(Matrix x) {
    return (double) x.rows() * x.cols() / channels();
  }
}
