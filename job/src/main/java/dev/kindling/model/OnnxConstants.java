package dev.kindling.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Nodes of an ONNX graph that compute constants: what exporters put between a weight and its use,
 * and in front of a Reshape. The number of examples, which is none, is -1 there.
 */
final class OnnxConstants {
  static final Set<String> OPERATORS =
      Set.of(
          "Cast",
          "Concat",
          "Constant",
          "Gather",
          "Identity",
          "Reshape",
          "Shape",
          "Squeeze",
          "Transpose",
          "Unsqueeze");

  private OnnxConstants() {}

  static OnnxTensor compute(OnnxNode node, List<OnnxTensor> inputs) {
    if (node.operator().equals("Constant")) {
      return constant(node);
    }
    if (inputs.isEmpty() || !OPERATORS.contains(node.operator())) {
      throw node.error(
          "computes a constant; supported for that are " + String.join(", ", sorted()));
    }
    OnnxTensor first = inputs.get(0);
    return switch (node.operator()) {
      case "Cast" -> {
        node.has("to");
        node.has("saturate");
        yield first;
      }
      case "Concat" -> concat(node, inputs);
      case "Gather" -> gather(node, first, inputs);
      case "Reshape" -> reshape(node, first, inputs);
      case "Squeeze", "Unsqueeze" -> {
        node.has("axes");
        boolean number = node.operator().equals("Squeeze");
        if (first.size() != 1) {
          throw node.error("has a constant of " + first.sides() + "; supported is one number");
        }
        yield first.reshaped(number ? List.of() : List.of(1));
      }
      case "Transpose" -> transpose(node, first);
      default -> first; // Identity
    };
  }

  private static List<String> sorted() {
    return OPERATORS.stream().sorted().toList();
  }

  private static OnnxTensor constant(OnnxNode node) {
    if (node.has("value")) {
      return node.tensor("value");
    } else if (node.has("value_float")) {
      return OnnxTensor.vector(node.name(), node.number("value_float", 0)).reshaped(List.of());
    } else if (node.has("value_int")) {
      return OnnxTensor.vector(node.name(), node.integer("value_int", 0)).reshaped(List.of());
    } else if (node.has("value_floats")) {
      return node.numbers("value_floats");
    }
    return vector(node, node.integers("value_ints", List.of()));
  }

  private static OnnxTensor vector(OnnxNode node, List<Long> values) {
    return new OnnxTensor(node.name(), List.of(values.size()), values::get, null);
  }

  /** The shape of examples of so many sides. */
  static OnnxTensor shape(OnnxNode node, List<Integer> sides) {
    node.require("start", 0);
    List<Long> all = new ArrayList<>(List.of(-1L));
    sides.forEach(side -> all.add((long) side));
    return vector(node, all);
  }

  private static OnnxTensor concat(OnnxNode node, List<OnnxTensor> inputs) {
    node.require("axis", 0);
    List<Long> all = new ArrayList<>();
    inputs.forEach(input -> all.addAll(input.wholeNumbers()));
    return vector(node, all);
  }

  private static OnnxTensor gather(OnnxNode node, OnnxTensor from, List<OnnxTensor> inputs) {
    node.require("axis", 0);
    if (inputs.size() != 2 || from.sides().size() != 1) {
      throw node.error("takes from " + from.sides() + "; supported are elements of a vector");
    }
    List<Long> taken = new ArrayList<>();
    for (long index : inputs.get(1).wholeNumbers()) {
      long at = index < 0 ? index + from.size() : index;
      if (at < 0 || at >= from.size()) {
        throw node.error("takes element " + index + " of " + from.size());
      }
      taken.add((long) from.number((int) at));
    }
    return vector(node, taken).reshaped(inputs.get(1).sides());
  }

  private static OnnxTensor reshape(OnnxNode node, OnnxTensor first, List<OnnxTensor> inputs) {
    if (inputs.size() != 2) {
      throw node.error("has no shape to reshape to");
    }
    return first.reshaped(resolve(node, inputs.get(1).wholeNumbers(), first.size()));
  }

  /** Sides of so many elements, where one of them may be -1, for whatever is left. */
  static List<Integer> resolve(OnnxNode node, List<Long> sides, int size) {
    long product = 1;
    int open = -1;
    for (int i = 0; i < sides.size(); i++) {
      long side = sides.get(i);
      if (side == -1 && open < 0) {
        open = i;
      } else if (side < 1 || product * side > size) {
        throw node.error("makes " + sides + " of " + size + " elements");
      } else {
        product *= side;
      }
    }
    if (open < 0 ? product != size : size % product != 0) {
      throw node.error("makes " + sides + " of " + size + " elements");
    }
    List<Integer> resolved = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      resolved.add(i == open ? (int) (size / product) : sides.get(i).intValue());
    }
    return resolved;
  }

  private static OnnxTensor transpose(OnnxNode node, OnnxTensor first) {
    if (first.sides().size() != 2
        || !node.integers("perm", List.of(1L, 0L)).equals(List.of(1L, 0L))) {
      throw node.error(
          "transposes a constant of " + first.sides() + "; supported are matrices, perm=[1, 0]");
    }
    int rows = first.sides().get(1);
    int cols = first.sides().get(0);
    return new OnnxTensor(
        first.name(), List.of(rows, cols), i -> first.number(i % cols * rows + i / cols), null);
  }
}
