package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import java.util.Locale;

/** A network to train; {@code pytorch.py} has the same ones. */
enum Workload {
  MLP(
      """
      input: 784
      layers:
        - dense: {units: 256, activation: sigmoid}
        - dense: {units: 128, activation: sigmoid}
        - dense: {units: 10}
      """),
  WIDE(
      """
      input: 784
      layers:
        - dense: {units: 1024, activation: relu}
        - dense: {units: 1024, activation: relu}
        - dense: {units: 10}
      """),
  CNN(
      """
      input: [1, 28, 28]
      layers:
        - conv2d: {filters: 8, kernel: 5, padding: 2, activation: relu}
        - max_pool2d: {size: 2}
        - conv2d: {filters: 16, kernel: 5, padding: 2, activation: relu}
        - max_pool2d: {size: 2}
        - dense: {units: 64, activation: relu}
        - dense: {units: 10}
      """);

  private final String text;

  Workload(String text) {
    this.text = text;
  }

  Network network() {
    return NetworkConfig.read(Section.parse(key(), text), Loss.SOFTMAX_CROSS_ENTROPY);
  }

  /** The {@code network} section of its configuration. */
  String text() {
    return text;
  }

  /** What it is called in the results and in {@code pytorch.py}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Floating-point operations of a step for one example, those of a network of dense layers: three
   * products with each weight, but nobody needs the gradient of the input.
   */
  long flops() {
    long flops = 0;
    for (Layer layer : network().layers()) {
      long weights = (long) layer.inputShape().size() * layer.outputShape().size();
      flops += 2 * weights * (flops == 0 ? 2 : 3);
    }
    return flops;
  }
}
