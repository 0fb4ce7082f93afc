package dev.kindling.model;

import dev.kindling.model.OnnxBody.Step;
import dev.kindling.model.OnnxValue.Activations;
import dev.kindling.nn.Activation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** What the operators of ONNX that make layers are among Kindling's. */
final class OnnxOperators {
  private final OnnxBody body;
  private final boolean ownFile;

  /**
   * @param ownFile whether Kindling wrote the file: then a Flatten is a layer only where it has a
   *     layer's name
   */
  OnnxOperators(OnnxBody body, boolean ownFile) {
    this.body = body;
    this.ownFile = ownFile;
  }

  Activations gemm(OnnxNode node, Activations x, OnnxTensor b, OnnxTensor c) {
    node.require("transA", 0);
    boolean transposed = node.integer("transB", 0) != 0;
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    requireRank(node, b, 2);
    int units = b.sides().get(transposed ? 0 : 1);
    int inputs = b.sides().get(transposed ? 1 : 0);
    IntToDoubleFunction weights =
        transposed
            ? i -> alpha * b.number(i % units * inputs + i / units)
            : i -> alpha * b.number(i);
    dense(node, x, new OnnxTensor(b.name(), List.of(inputs, units), weights, null));
    if (c != null) {
      body.addBias(node, new OnnxTensor(c.name(), c.sides(), i -> beta * c.number(i), null));
    }
    return body.current();
  }

  /**
   * A dense layer that has no bias yet.
   *
   * @param weights {@code [D x M]}
   */
  Activations dense(OnnxNode node, Activations x, OnnxTensor weights) {
    body.requireCurrent(node, x);
    requireRank(node, weights, 2);
    if (!x.isVector() || x.size() != weights.sides().get(0)) {
      throw node.error(
          "multiplies examples of " + x.sides() + " by a matrix of " + weights.sides());
    }
    int units = weights.sides().get(1);
    OnnxTensor ordered = x.channelsLast() == null ? weights : reordered(weights, x.channelsLast());
    List<OnnxTensor> parameters = new ArrayList<>();
    Collections.addAll(parameters, ordered, null);
    return body.add(
        node,
        new Step("dense", Map.of("units", units, "activation", "linear"), parameters),
        List.of(units));
  }

  /** The rows of a matrix for an image H x W x C, in the order of C x H x W. */
  private static OnnxTensor reordered(OnnxTensor weights, List<Integer> image) {
    int channels = image.get(0);
    int pixels = image.get(1) * image.get(2);
    int units = weights.sides().get(1);
    IntToDoubleFunction values =
        i -> {
          int row = i / units; // channel * pixels + pixel
          return weights.number((row % pixels * channels + row / pixels) * units + i % units);
        };
    return new OnnxTensor(weights.name(), weights.sides(), values, null);
  }

  Activations conv(OnnxNode node, Activations x, OnnxTensor weights, OnnxTensor bias) {
    requireImage(node, x);
    requireRank(node, weights, 4);
    node.require("group", 1);
    requireNoDilation(node);
    int filters = weights.sides().get(0);
    int height = weights.sides().get(2);
    int width = weights.sides().get(3);
    if (!weights.sides().get(1).equals(x.sides().get(0))) {
      throw node.error("has a kernel of " + weights.sides() + " for images of " + x.sides());
    }
    List<Long> kernel = List.of((long) height, (long) width);
    if (!node.integers("kernel_shape", kernel).equals(kernel)) {
      throw node.error("has another kernel_shape than its kernel, " + weights.sides());
    }
    int stride = node.same("strides", 2, 1);
    int padding = padding(node, height, width, stride);
    List<OnnxTensor> parameters = new ArrayList<>();
    Collections.addAll(parameters, weights, null);
    Map<String, Object> options =
        Map.of(
            "filters",
            filters,
            "kernel",
            List.of(height, width),
            "stride",
            stride,
            "padding",
            padding,
            "activation",
            "linear");
    List<Integer> sides = slide(node, filters, x.sides(), List.of(height, width), stride, padding);
    body.add(node, new Step("conv2d", options, parameters), sides);
    if (bias != null) {
      requireRank(node, bias, 1);
      body.addBias(node, bias.reshaped(List.of(bias.size(), 1, 1)));
    }
    return body.current();
  }

  private static int padding(OnnxNode node, int height, int width, int stride) {
    int pads = node.same("pads", 4, 0);
    String auto = node.text("auto_pad", "NOTSET");
    return switch (auto) {
      case "NOTSET" -> pads;
      case "VALID" -> 0;
      default -> {
        if (auto.startsWith("SAME_") && stride == 1 && height == width && height % 2 == 1) {
          yield height / 2;
        }
        throw node.error(
            "has auto_pad="
                + auto
                + "; supported are equal pads on all four sides, as SAME has them for a square"
                + " kernel of odd size and a stride of 1");
      }
    };
  }

  Activations pool(OnnxNode node, Activations x, String kind) {
    requireImage(node, x);
    requireNoDilation(node);
    node.require("storage_order", 0);
    node.has("count_include_pad"); // there are no pads
    List<Long> kernel = node.integers("kernel_shape", List.of());
    if (kernel.size() != 2
        || kernel.stream().anyMatch(side -> side < 1 || side > Integer.MAX_VALUE)) {
      throw node.error("has kernel_shape=" + kernel + "; supported are two sizes");
    }
    List<Integer> size = kernel.stream().map(Long::intValue).toList();
    int stride = node.same("strides", 2, 1);
    int padding = node.same("pads", 4, 0);
    String auto = node.text("auto_pad", "NOTSET");
    boolean fits = fits(x.sides(), size, stride);
    if (padding != 0 || !fits && (auto.startsWith("SAME_") || node.integer("ceil_mode", 0) != 0)) {
      throw node.error("pools beyond the edge of the image; supported is pooling within it");
    }
    node.has("ceil_mode");
    if (auto.startsWith("SAME_") && !size.equals(List.of(stride, stride))) {
      throw node.error("has auto_pad=" + auto + "; supported is pooling without padding");
    }
    return addPool(node, x, kind, size, stride);
  }

  /** Whether windows end where the image ends. */
  private static boolean fits(List<Integer> image, List<Integer> size, int stride) {
    return stride > 0
        && (image.get(1) - size.get(0)) % stride == 0
        && (image.get(2) - size.get(1)) % stride == 0;
  }

  /** The mean of each channel. */
  Activations globalAverage(OnnxNode node, Activations x) {
    requireImage(node, x);
    return addPool(node, x, "average_pool2d", x.sides().subList(1, 3), 1);
  }

  private Activations addPool(
      OnnxNode node, Activations x, String kind, List<Integer> size, int stride) {
    List<Integer> sides = slide(node, x.sides().get(0), x.sides(), size, stride, 0);
    Map<String, Object> options = Map.of("size", List.copyOf(size), "stride", stride);
    return body.add(node, new Step(kind, options, List.of()), sides);
  }

  private static List<Integer> slide(
      OnnxNode node,
      int channels,
      List<Integer> image,
      List<Integer> size,
      int stride,
      int padding) {
    if (stride < 1) {
      throw node.error("has the stride " + stride);
    }
    List<Integer> sides = new ArrayList<>(List.of(channels));
    for (int d = 0; d < 2; d++) {
      long room = image.get(d + 1) + 2L * padding - size.get(d);
      if (room < 0 || room / stride >= Integer.MAX_VALUE) {
        throw node.error("has a kernel of " + size + " for images of " + image);
      }
      sides.add((int) (1 + room / stride));
    }
    return sides;
  }

  Activations batchNorm(OnnxNode node, Activations x, List<OnnxTensor> parameters) {
    body.requireCurrent(node, x);
    requireChannelsFirst(node, x);
    node.require("training_mode", 0);
    node.require("spatial", 1);
    double epsilon = node.number("epsilon", 1e-5);
    double momentum = node.number("momentum", 0.9);
    if (!x.isVector() && x.sides().size() != 3) {
      throw node.error("normalises examples of " + x.sides() + "; supported are vectors, images");
    }
    for (OnnxTensor tensor : parameters) {
      if (!tensor.sides().equals(x.sides().subList(0, 1))) {
        throw node.error("has constants of " + tensor.sides() + " for examples of " + x.sides());
      }
    }
    Map<String, Object> options =
        Map.of(
            "momentum",
            BigDecimal.ONE.subtract(BigDecimal.valueOf(momentum)).doubleValue(),
            "epsilon",
            epsilon,
            "activation",
            "linear");
    return body.add(node, new Step("batch_norm", options, parameters), x.sides());
  }

  /**
   * @param beta null for zeros
   */
  Activations layerNorm(OnnxNode node, Activations x, OnnxTensor gamma, OnnxTensor beta) {
    body.requireCurrent(node, x);
    requireChannelsFirst(node, x);
    node.require("stash_type", 1);
    long axis = node.integer("axis", -1);
    List<Integer> sides = x.sides();
    if (axis != 1 && axis != -sides.size()) {
      throw node.error(
          "has axis=%d for examples of %s; supported is 1, all values of an example"
              .formatted(axis, sides));
    }
    OnnxTensor shift = beta != null ? beta : new OnnxTensor("zeros", sides, i -> 0, null);
    for (OnnxTensor tensor : List.of(gamma, shift)) {
      if (!tensor.sides().equals(sides)) {
        throw node.error("has constants of " + tensor.sides() + " for examples of " + sides);
      }
    }
    Map<String, Object> options =
        Map.of("epsilon", node.number("epsilon", 1e-5), "activation", "linear");
    return body.add(node, new Step("layer_norm", options, List.of(gamma, shift)), sides);
  }

  Activations dropout(OnnxNode node, Activations x, OnnxTensor ratio, OnnxTensor training) {
    double ratioAttribute = node.number("ratio", 0.5);
    double rate = ratio == null ? ratioAttribute : OnnxNode.shortest(ratio.number(0));
    if (training != null && training.number(0) != 0) {
      throw node.error("is in training mode; export the model for inference");
    }
    if (!ownFile) {
      return x; // it does nothing outside training
    }
    body.requireCurrent(node, x);
    return body.add(node, new Step("dropout", Map.of("rate", rate), List.of()), x.sides());
  }

  Activations activate(OnnxNode node, Activations x, Activation activation) {
    body.requireCurrent(node, x);
    return body.activate(node, activation);
  }

  /** Vectors of images, in the same order. */
  Activations flatten(OnnxNode node, Activations x) {
    body.requireCurrent(node, x);
    List<Integer> vector = List.of(x.size());
    boolean layer = ownFile ? node.name().matches("layer\\d+") : !x.isVector();
    if (!ownFile && body.isEmpty() && x.channelsLast() == null) {
      return body.reshapeInput(vector);
    }
    if (layer) {
      body.add(node, new Step("flatten", Map.of(), List.of()), vector);
    }
    return body.next(vector, x.channelsLast());
  }

  /** Examples of another shape, where that is a vector, or the input as an image. */
  Activations reshape(OnnxNode node, Activations x, List<Integer> sides) {
    body.requireCurrent(node, x);
    if (sides.equals(x.sides())) {
      return x;
    }
    if (sides.size() == 1) {
      return flatten(node, x);
    }
    if (body.isEmpty() && x.channelsLast() == null) {
      return body.reshapeInput(sides);
    }
    throw node.error(
        "makes " + sides + " of " + x.sides() + "; supported are vectors, and the input's images");
  }

  Activations transpose(OnnxNode node, Activations x) {
    body.requireCurrent(node, x);
    List<Long> order = node.integers("perm", List.of());
    List<Integer> sides = x.sides();
    if (sides.size() == 3 && order.equals(List.of(0L, 2L, 3L, 1L)) && x.channelsLast() == null) {
      return body.next(List.of(sides.get(1), sides.get(2), sides.get(0)), sides);
    }
    if (sides.size() == 3 && order.equals(List.of(0L, 3L, 1L, 2L))) {
      List<Integer> image = List.of(sides.get(2), sides.get(0), sides.get(1));
      if (x.channelsLast() != null) {
        return body.next(image, null);
      }
      if (body.isEmpty() && sides.get(2) == 1) {
        return body.reshapeInput(image);
      }
      throw node.error(
          "takes images with their channels last; supported are [N, C, H, W] (tf2onnx:"
              + " --inputs-as-nchw)");
    }
    throw node.error("has perm=" + order + " for examples of " + sides + ", which no layer does");
  }

  /** A constant in front of all layers, for each feature, each channel or all. */
  double[] constants(OnnxNode node, Activations x, OnnxTensor c) {
    body.requireCurrent(node, x);
    if (!body.isEmpty()) {
      throw node.error(
          "is no bias of a dense or convolutional layer; constants are supported there, and in"
              + " front of the first layer");
    }
    List<Integer> sides = c.significantSides();
    boolean ofChannels = x.sides().size() == 3 && sides.equals(List.of(x.sides().get(0), 1, 1));
    if (c.size() != 1 && !ofChannels && !sides.equals(x.sides())) {
      throw node.error("has a constant of " + c.sides() + " for examples of " + x.sides());
    }
    double[] values = new double[c.size()];
    Arrays.setAll(values, c::number);
    return values;
  }

  private static void requireNoDilation(OnnxNode node) {
    if (node.same("dilations", 2, 1) != 1) {
      throw node.error("has dilations; supported are none");
    }
  }

  private void requireImage(OnnxNode node, Activations x) {
    body.requireCurrent(node, x);
    requireChannelsFirst(node, x);
    if (x.sides().size() != 3) {
      throw node.error("takes examples of " + x.sides() + "; supported are images of [C, H, W]");
    }
  }

  private static void requireChannelsFirst(OnnxNode node, Activations x) {
    if (x.channelsLast() != null) {
      throw node.error("takes images with their channels last; supported are [N, C, H, W]");
    }
  }

  private static void requireRank(OnnxNode node, OnnxTensor tensor, int rank) {
    if (tensor.sides().size() != rank || tensor.size() == 0) {
      throw node.error(
          "has a constant of " + tensor.sides() + "; supported are those of rank " + rank);
    }
  }
}
