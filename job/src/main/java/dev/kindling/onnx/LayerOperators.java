package dev.kindling.onnx;

import dev.kindling.nn.Activation;
import dev.kindling.onnx.Chain.Link;
import dev.kindling.onnx.Value.Activations;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The operators that are layers, but for those of images ({@link ImageOperators}). */
final class LayerOperators {
  static final Map<String, Operator> ALL =
      Map.of(
          "BatchNormalization",
          LayerOperators::batchNorm,
          "Dropout",
          LayerOperators::dropout,
          "Gemm",
          LayerOperators::gemm,
          "LayerNormalization",
          LayerOperators::layerNorm,
          "LeakyRelu",
          LayerOperators::leakyRelu,
          "MatMul",
          (node, chain) -> dense(node, chain, node.constant(1)),
          "Relu",
          activation(Activation.RELU),
          "Sigmoid",
          activation(Activation.SIGMOID),
          "Tanh",
          activation(Activation.TANH));

  private LayerOperators() {}

  private static Operator activation(Activation activation) {
    return (node, chain) -> {
      chain.requireCurrent(node, node.x());
      return chain.activate(node, activation);
    };
  }

  private static Activations gemm(Node node, Chain chain) {
    Constant b = node.constant(1);
    Constant c = node.optional(2);
    node.require("transA", 0);
    boolean transposed = node.integer("transB", 0) != 0;
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    b.requireRank(node, 2);
    int units = b.sides().get(transposed ? 0 : 1);
    int inputs = b.sides().get(transposed ? 1 : 0);
    IntToDoubleFunction weights =
        transposed
            ? i -> alpha * b.number(i % units * inputs + i / units)
            : i -> alpha * b.number(i);
    dense(node, chain, new Constant(b.name(), List.of(inputs, units), weights));
    if (c != null) {
      chain.addBias(node, new Constant(c.name(), c.sides(), i -> beta * c.number(i)));
    }
    return chain.current();
  }

  /**
   * A dense layer that has no bias yet.
   *
   * @param weights {@code [D x M]}
   */
  private static Activations dense(Node node, Chain chain, Constant weights) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    weights.requireRank(node, 2);
    if (!x.isVector() || x.size() != weights.sides().get(0)) {
      throw node.error(
          "multiplies examples of " + x.sides() + " by a matrix of " + weights.sides());
    }
    int units = weights.sides().get(1);
    Constant ordered = x.channelsLast() == null ? weights : reordered(weights, x.channelsLast());
    Map<String, Object> options = Map.of("units", units, "activation", "linear");
    return chain.add(
        node, new Link("dense", options, Arrays.asList(ordered, null)), List.of(units));
  }

  /** The rows of a matrix for an image H x W x C, in the order of C x H x W. */
  private static Constant reordered(Constant weights, List<Integer> image) {
    int channels = image.get(0);
    int pixels = image.get(1) * image.get(2);
    int units = weights.sides().get(1);
    IntToDoubleFunction values =
        i -> {
          int row = i / units; // channel * pixels + pixel
          return weights.number((row % pixels * channels + row / pixels) * units + i % units);
        };
    return new Constant(weights.name(), weights.sides(), values);
  }

  private static Activations batchNorm(Node node, Chain chain) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    x.requireChannelsFirst(node);
    node.require("training_mode", 0);
    node.require("spatial", 1);
    double epsilon = node.number("epsilon", 1e-5);
    BigDecimal momentum = BigDecimal.valueOf(node.number("momentum", 0.9));
    if (!x.isVector() && x.sides().size() != 3) {
      throw node.error("normalises examples of " + x.sides() + "; supported are vectors, images");
    }
    List<Constant> parameters = IntStream.range(1, 5).mapToObj(node::constant).toList();
    for (Constant each : parameters) {
      if (!each.sides().equals(x.sides().subList(0, 1))) {
        throw node.error("has constants of " + each.sides() + " for examples of " + x.sides());
      }
    }
    Map<String, Object> options =
        Map.of(
            "momentum",
            BigDecimal.ONE.subtract(momentum).doubleValue(), // of the new value
            "epsilon",
            epsilon,
            "activation",
            "linear");
    return chain.add(node, new Link("batch_norm", options, parameters), x.sides());
  }

  private static Activations layerNorm(Node node, Chain chain) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    x.requireChannelsFirst(node);
    node.require("stash_type", 1);
    long axis = node.integer("axis", -1);
    List<Integer> sides = x.sides();
    if (axis != 1 && axis != -sides.size()) {
      throw node.error(
          "has axis=%d for examples of %s; supported is 1, all values of an example"
              .formatted(axis, sides));
    }
    Constant gamma = node.constant(1);
    Constant given = node.optional(2);
    Constant beta = given != null ? given : new Constant("zeros", sides, i -> 0);
    for (Constant each : List.of(gamma, beta)) {
      if (!each.sides().equals(sides)) {
        throw node.error("has constants of " + each.sides() + " for examples of " + sides);
      }
    }
    Map<String, Object> options =
        Map.of("epsilon", node.number("epsilon", 1e-5), "activation", "linear");
    return chain.add(node, new Link("layer_norm", options, List.of(gamma, beta)), sides);
  }

  private static Activations leakyRelu(Node node, Chain chain) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    double alpha = node.number("alpha", 0.01);
    if (!(alpha >= 0 && alpha <= 1)) {
      throw node.error("has alpha=" + alpha + "; supported is 0 to 1");
    }
    chain.add(node, new Link("leaky_relu", Map.of("negative_slope", alpha), List.of()), x.sides());
    return chain.next(x.sides(), x.channelsLast());
  }

  /** It does nothing outside training; what Kindling wrote is trained on as it was. */
  private static Activations dropout(Node node, Chain chain) {
    Activations x = node.x();
    Constant ratio = node.optional(1);
    Constant training = node.optional(2);
    double ratioAttribute = node.number("ratio", 0.5);
    double rate = ratio == null ? ratioAttribute : Node.shortest(ratio.number(0));
    if (training != null && training.number(0) != 0) {
      throw node.error("is in training mode; export the model for inference");
    }
    if (!chain.ownFile()) {
      return x;
    }
    chain.requireCurrent(node, x);
    return chain.add(node, new Link("dropout", Map.of("rate", rate), List.of()), x.sides());
  }
}
