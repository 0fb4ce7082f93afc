package dev.kindling.nn;

import dev.kindling.config.Section;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Layers of every kind, as configurations have them, for tests of what all layers promise. */
public final class LayerExamples {
  /** Networks by the kind of their first layer, which is the example. */
  private static final Map<String, List<String>> NETWORKS =
      Map.of(
          "average_pool2d",
          List.of("input: [2, 5, 4], layers: [average_pool2d: {size: [3, 2], stride: 1}]"),
          "batch_norm",
          List.of(
              "input: 3, layers: [batch_norm: {activation: sigmoid}]",
              "input: [2, 4], layers: [batch_norm]",
              "input: [2, 5, 4], layers: [batch_norm: {epsilon: 0.1, momentum: 0.2}]"),
          "conv2d",
          List.of(
              "input: [2, 5, 4], layers: [conv2d: {filters: 3, kernel: 2, activation: tanh}]",
              "input: [2, 5, 4], layers: [conv2d: {filters: 1, kernel: 3, stride: 2, padding: 1}]"),
          "denormalize",
          List.of(
              "input: 3, layers: [denormalize]",
              "input: [2, 5, 4], layers: [flatten, denormalize]"),
          "dense",
          List.of(
              "input: 3, layers: [dense: {units: 4}]",
              "input: [2, 5, 4], layers: [dense: {units: 3, activation: sigmoid}]"),
          "dropout",
          List.of("input: [2, 5, 4], layers: [dropout: {rate: 0.5}]"),
          "flatten",
          List.of("input: [2, 5, 4], layers: [flatten]"),
          "layer_norm",
          List.of(
              "input: 3, layers: [layer_norm: {activation: tanh}]",
              "input: [2, 4], layers: [layer_norm]",
              "input: [2, 5, 4], layers: [layer_norm: {epsilon: 0.1}]"),
          "leaky_relu",
          List.of(
              "input: 3, layers: [leaky_relu]",
              "input: [2, 5, 4], layers: [leaky_relu: {negative_slope: 0.3}]"),
          "max_pool2d",
          List.of("input: [2, 5, 4], layers: [max_pool2d: {size: 2}]"));

  private LayerExamples() {}

  /** What {@code network} is for each example, in braces; two classes follow the layer. */
  public static Stream<String> networks() {
    return NetworkConfig.kinds().stream()
        .flatMap(
            kind -> {
              if (!NETWORKS.containsKey(kind)) {
                throw new AssertionError("LayerExamples has no example of " + kind);
              }
              return NETWORKS.get(kind).stream();
            })
        .map(network -> "{" + network.replaceFirst("]$", ", dense: {units: 2}]}"));
  }

  static Network read(String network) {
    Section section = Section.parse("x.yaml", network);
    Network read = NetworkConfig.read(section, Loss.SOFTMAX_CROSS_ENTROPY);
    section.done();
    return read;
  }
}
