package dev.kindling.onnx;

import dev.kindling.onnx.Chain.Link;
import dev.kindling.onnx.Value.Activations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The operators that are layers of images: convolution and pooling. */
final class ImageOperators {
  static final Map<String, Operator> ALL =
      Map.of(
          "AveragePool",
          (node, chain) -> pool(node, chain, "average_pool2d"),
          "Conv",
          ImageOperators::conv,
          "GlobalAveragePool",
          ImageOperators::globalAverage,
          "MaxPool",
          (node, chain) -> pool(node, chain, "max_pool2d"),
          "ReduceMean",
          ImageOperators::reduceMean);

  private ImageOperators() {}

  /** Images that the last layer gives. */
  private static Activations image(Node node, Chain chain) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    x.requireChannelsFirst(node);
    if (x.sides().size() != 3) {
      throw node.error("takes examples of " + x.sides() + "; supported are images of [C, H, W]");
    }
    return x;
  }

  private static Activations conv(Node node, Chain chain) {
    Activations x = image(node, chain);
    Constant weights = node.constant(1);
    Constant bias = node.optional(2);
    weights.requireRank(node, 4);
    node.require("group", 1);
    requireNoDilation(node);
    int filters = weights.sides().get(0);
    List<Integer> kernel = weights.sides().subList(2, 4);
    if (!weights.sides().get(1).equals(x.sides().get(0))) {
      throw node.error("has a kernel of " + weights.sides() + " for images of " + x.sides());
    }
    List<Long> same = kernel.stream().map(Integer::longValue).toList();
    if (!node.integers("kernel_shape", same).equals(same)) {
      throw node.error("has another kernel_shape than its kernel, " + weights.sides());
    }
    int stride = node.same("strides", 2, 1);
    int padding = padding(node, kernel, stride);
    Map<String, Object> options =
        Map.of(
            "filters", filters,
            "kernel", kernel,
            "stride", stride,
            "padding", padding,
            "activation", "linear");
    chain.add(
        node,
        new Link("conv2d", options, Arrays.asList(weights, null)),
        slide(node, filters, x.sides(), kernel, stride, padding));
    if (bias != null) {
      bias.requireRank(node, 1);
      chain.addBias(node, bias.reshaped(List.of(bias.size(), 1, 1)));
    }
    return chain.current();
  }

  private static int padding(Node node, List<Integer> kernel, int stride) {
    int pads = node.same("pads", 4, 0);
    String auto = node.text("auto_pad", "NOTSET");
    int height = kernel.get(0);
    return switch (auto) {
      case "NOTSET" -> pads;
      case "VALID" -> 0;
      default -> {
        boolean even = stride == 1 && kernel.get(1) == height && height % 2 == 1;
        if (auto.startsWith("SAME_") && even) {
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

  private static Activations pool(Node node, Chain chain, String kind) {
    Activations x = image(node, chain);
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
    requireWithin(node, x.sides(), size, stride);
    return pool(node, chain, kind, size, stride);
  }

  /** Refuses windows that reach beyond the edge of the image. */
  private static void requireWithin(
      Node node, List<Integer> image, List<Integer> size, int stride) {
    String auto = node.text("auto_pad", "NOTSET");
    boolean same = auto.startsWith("SAME_");
    boolean roundsUp = node.integer("ceil_mode", 0) != 0;
    boolean endsWithImage =
        stride > 0
            && (image.get(1) - size.get(0)) % stride == 0
            && (image.get(2) - size.get(1)) % stride == 0;
    if (node.same("pads", 4, 0) != 0 || !endsWithImage && (same || roundsUp)) {
      throw node.error("pools beyond the edge of the image; supported is pooling within it");
    }
    if (same && !size.equals(List.of(stride, stride))) {
      throw node.error("has auto_pad=" + auto + "; supported is pooling without padding");
    }
  }

  /** The mean of each channel. */
  private static Activations globalAverage(Node node, Chain chain) {
    List<Integer> all = image(node, chain).sides().subList(1, 3);
    return pool(node, chain, "average_pool2d", all, 1);
  }

  /** The same, as {@code x.mean((2, 3))} says it. */
  private static Activations reduceMean(Node node, Chain chain) {
    Activations x = node.x();
    Constant given = node.optional(1); // since opset 18
    List<Long> axes = given == null ? node.integers("axes", List.of()) : given.wholeNumbers();
    boolean keepSides = node.integer("keepdims", 1) != 0;
    node.require("noop_with_empty_axes", 0);
    Set<Long> counted =
        axes.stream().map(axis -> axis < 0 ? axis + 4 : axis).collect(Collectors.toSet());
    if (x.sides().size() != 3 || !counted.equals(Set.of(2L, 3L))) {
      throw node.error(
          "takes the mean over axes=%s of examples of %s; supported is that over both sides of an image, axes=[2, 3] (PyTorch's LayerNorm needs an opset of 17 or more)"
              .formatted(axes, x.sides()));
    }
    Activations means = globalAverage(node, chain);
    return keepSides ? means : ShapeOperators.vector(node, chain, means);
  }

  private static Activations pool(
      Node node, Chain chain, String kind, List<Integer> size, int stride) {
    List<Integer> image = chain.current().sides();
    Map<String, Object> options = Map.of("size", List.copyOf(size), "stride", stride);
    return chain.add(
        node,
        new Link(kind, options, List.of()),
        slide(node, image.get(0), image, size, stride, 0));
  }

  /** The shape that a window leaves of an image {@code [C x H x W]}. */
  private static List<Integer> slide(
      Node node, int channels, List<Integer> image, List<Integer> size, int stride, int padding) {
    return List.of(
        channels,
        slide(node, image, size, stride, padding, 0),
        slide(node, image, size, stride, padding, 1));
  }

  /** {@code H' = 1 + (H + 2 padding - HH) / stride}, in one direction. */
  private static int slide(
      Node node, List<Integer> image, List<Integer> size, int stride, int padding, int direction) {
    if (stride < 1) {
      throw node.error("has the stride " + stride);
    }
    long room = image.get(direction + 1) + 2L * padding - size.get(direction);
    if (room < 0 || room / stride >= Integer.MAX_VALUE) {
      throw node.error("has a kernel of " + size + " for images of " + image);
    }
    return (int) (1 + room / stride);
  }

  private static void requireNoDilation(Node node) {
    if (node.same("dilations", 2, 1) != 1) {
      throw node.error("has dilations; supported are none");
    }
  }
}
