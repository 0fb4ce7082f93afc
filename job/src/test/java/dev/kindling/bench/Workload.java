package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import java.util.Locale;

/** A network and a batch size to train it with; {@code pytorch.py} has the same ones. */
enum Workload {
  MLP(
      1024,
      """
      input: 784
      layers:
        - dense: {units: 256, activation: sigmoid}
        - dense: {units: 128, activation: sigmoid}
        - dense: {units: 10}
      """),
  CNN(
      256,
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

  private final int batchSize;
  private final String network;

  Workload(int batchSize, String network) {
    this.batchSize = batchSize;
    this.network = network;
  }

  int batchSize() {
    return batchSize;
  }

  Network network() {
    return NetworkConfig.read(Section.parse(key(), network), Loss.SOFTMAX_CROSS_ENTROPY);
  }

  /** What it is called in the results and in {@code pytorch.py}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
