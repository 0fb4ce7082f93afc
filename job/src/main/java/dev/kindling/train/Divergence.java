package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.nn.Network.Tensor;
import java.util.function.Supplier;

/**
 * The check of each round that training still computes with numbers.
 *
 * @param at which epoch and step the round is, for messages
 * @param remedy what to change
 */
record Divergence(String at, String remedy) {
  private static final String SCALE =
      "see that the features are scaled (data.features or data.columns: standardize)";
  private static final String LABELS = " and the labels (a last layer denormalize)";

  static Divergence at(Network network, int epoch, int from, int to, LearningRate rate) {
    return new Divergence(
        place(epoch, from, to),
        "the learning rate is %s: lower it (training.optimizer) or %s"
            .formatted(rate.at(epoch, from), scale(network)));
  }

  /** The same for an optimizer without a learning rate. */
  static Divergence at(Network network, int epoch, int from, int to) {
    return new Divergence(place(epoch, from, to), scale(network));
  }

  /** What may want another scale where numbers become too large. */
  private static String scale(Network network) {
    return network.classes() == 0 && !network.adaptsToTargets() ? SCALE + LABELS : SCALE;
  }

  private static String place(int epoch, int from, int to) {
    String steps = to - from == 1 ? "step " + to : "steps %d to %d".formatted(from + 1, to);
    return "epoch %d, %s".formatted(epoch, steps);
  }

  /**
   * Checks the sums over a step's examples before they change the parameters.
   *
   * @param where finds out in which partition and layer it began; asked after a failure alone
   * @throws DivergedException if the loss or the gradient is not finite
   */
  void check(double loss, Matrix gradient, Supplier<String> where) {
    if (Double.isFinite(loss) && gradient.isFinite()) {
      return;
    }
    String found = where.get();
    throw diverged(loss, found.isEmpty() ? "and the sum over the examples overflows" : found);
  }

  /**
   * Checks what a round has made of the parameters.
   *
   * @throws DivergedException if the loss or a parameter is not finite
   */
  void check(double loss, Network network, Matrix parameters) {
    check(loss, network, parameters, () -> "");
  }

  /**
   * The same, of steps that each partition took by itself.
   *
   * @param where finds out in which partition and step it began, empty for none; asked after a
   *     failure alone
   */
  void check(double loss, Network network, Matrix parameters, Supplier<String> where) {
    if (Double.isFinite(loss) && parameters.isFinite()) {
      return;
    }
    String tensor =
        network.tensors().stream()
            .filter(each -> !view(parameters, each).isFinite())
            .findFirst()
            .map(each -> each.name() + " is not finite after the update")
            .orElse("the parameters are finite");
    String found = where.get();
    throw diverged(
        loss,
        (Double.isFinite(loss) ? "but " : "and ") + tensor + (found.isEmpty() ? "" : ", " + found));
  }

  private static Matrix view(Matrix parameters, Tensor tensor) {
    return parameters.view(tensor.offset(), 1, tensor.shape().size());
  }

  private DivergedException diverged(double loss, String where) {
    return new DivergedException(
        "training diverged in %s: the loss sum is %s %s; %s".formatted(at, loss, where, remedy));
  }
}
