package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.kindling.onnx.Chain.Link;
import dev.kindling.onnx.Value.Activations;
import dev.kindling.onnx.Value.Kind;
import dev.kindling.onnx.Value.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The operators that give examples another shape, or say which one they have. */
final class ShapeOperators {
  static final Map<String, Operator> ALL =
      Map.of(
          "Cast",
          (node, chain) -> cast(node),
          "Flatten",
          ShapeOperators::flatten,
          "Identity",
          (node, chain) -> node.x(),
          "Pad",
          (node, chain) -> pad(node),
          "Reshape",
          ShapeOperators::reshape,
          "Shape",
          (node, chain) -> ConstantOperators.shapeOfExamples(node),
          "Squeeze",
          ShapeOperators::squeeze,
          "Transpose",
          ShapeOperators::transpose);

  private static final List<DataType> FLOATS =
      List.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16);

  private ShapeOperators() {}

  private static Activations cast(Node node) {
    node.has("saturate");
    DataType to = DataType.forNumber((int) node.integer("to", 0)); // null for an unknown one
    if (to == null || !FLOATS.contains(to)) {
      throw node.error("makes other numbers of them than " + FLOATS + ", which are supported");
    }
    return node.x();
  }

  private static Activations flatten(Node node, Chain chain) {
    Activations x = node.x();
    long axis = node.integer("axis", 1);
    if (axis != 1 && axis != -x.sides().size()) {
      throw node.error("has axis=" + axis + "; supported is 1");
    }
    return vector(node, chain, x);
  }

  /** Vectors of images, in the same order. */
  static Activations vector(Node node, Chain chain, Activations x) {
    chain.requireCurrent(node, x);
    List<Integer> vector = List.of(x.size());
    if (!chain.ownFile() && chain.isEmpty() && x.channelsLast() == null) {
      return chain.reshapeInput(vector);
    }
    if (chain.ownFile() ? node.name().matches("layer\\d+") : !x.isVector()) {
      chain.add(node, new Link("flatten", Map.of(), List.of()), vector);
    }
    return chain.next(vector, x.channelsLast());
  }

  /** PyTorch puts a Pad of nothing in front of some poolings. */
  private static Activations pad(Node node) {
    node.has("mode");
    node.has("value");
    Constant input = node.optional(1);
    List<Long> pads = input == null ? node.integers("pads", List.of()) : input.wholeNumbers();
    if (pads.stream().anyMatch(pad -> pad != 0)) {
      throw node.error("has pads=" + pads + "; supported are those of a Conv");
    }
    return node.x();
  }

  private static Value reshape(Node node, Chain chain) {
    Activations x = node.x();
    List<Long> target = node.constant(1).wholeNumbers();
    if (target.contains(0L)) {
      node.require("allowzero", 0);
    }
    node.has("allowzero"); // which says what a 0 means
    if (target.isEmpty() || !chain.isBatch(target.get(0))) {
      throw node.error("makes " + target + " of " + x.sides() + " for each example");
    }
    List<Long> rest = target.subList(1, target.size());
    if (rest.isEmpty() && x.size() == 1) {
      return new Outcome(Kind.NUMBER, x.version());
    }
    return reshape(node, chain, x, ConstantOperators.resolve(node, rest, x.size()));
  }

  private static Value squeeze(Node node, Chain chain) {
    Activations x = node.x();
    Constant axes = node.optional(1);
    List<Long> removed = axes == null ? node.integers("axes", List.of()) : axes.wholeNumbers();
    List<Integer> left = new ArrayList<>();
    for (int side = 0; side < x.sides().size(); side++) {
      long axis = side + 1L;
      boolean gone = removed.contains(axis) || removed.contains(axis - x.sides().size() - 1);
      if (!gone) {
        left.add(x.sides().get(side));
      } else if (x.sides().get(side) != 1) {
        throw node.error("has axes=" + removed + " for examples of " + x.sides());
      }
    }
    if (left.isEmpty()) {
      return new Outcome(Kind.NUMBER, x.version());
    }
    return reshape(node, chain, x, left);
  }

  /** Examples of another shape, where that is a vector, or the input as an image. */
  private static Activations reshape(Node node, Chain chain, Activations x, List<Integer> sides) {
    chain.requireCurrent(node, x);
    if (sides.equals(x.sides())) {
      return x;
    }
    if (sides.size() == 1) {
      return vector(node, chain, x);
    }
    if (chain.isEmpty() && x.channelsLast() == null) {
      return chain.reshapeInput(sides);
    }
    throw node.error(
        "makes " + sides + " of " + x.sides() + "; supported are vectors, and the input's images");
  }

  private static Activations transpose(Node node, Chain chain) {
    Activations x = node.x();
    chain.requireCurrent(node, x);
    List<Long> order = node.integers("perm", List.of());
    List<Integer> sides = x.sides();
    if (sides.size() == 3 && order.equals(List.of(0L, 2L, 3L, 1L)) && x.channelsLast() == null) {
      return chain.next(List.of(sides.get(1), sides.get(2), sides.get(0)), sides);
    }
    if (sides.size() == 3 && order.equals(List.of(0L, 3L, 1L, 2L))) {
      List<Integer> image = List.of(sides.get(2), sides.get(0), sides.get(1));
      if (x.channelsLast() != null) {
        return chain.next(image, null);
      }
      if (chain.isEmpty() && sides.get(2) == 1) {
        return chain.reshapeInput(image);
      }
      throw node.error(
          "takes images with their channels last; supported are [N, C, H, W] (tf2onnx:"
              + " --inputs-as-nchw)");
    }
    throw node.error("has perm=" + order + " for examples of " + sides + ", which no layer does");
  }
}
