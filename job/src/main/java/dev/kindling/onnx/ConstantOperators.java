package dev.kindling.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators that compute constants of constants: what exporters put between a weight and its
 * use, and in front of a Reshape. The number of examples, which is none, is -1 there.
 */
final class ConstantOperators {
  static final Map<String, Operator> ALL = all();

  private ConstantOperators() {}

  private static Map<String, Operator> all() {
    Map<String, Operator> all = new HashMap<>();
    all.put("Cast", (node, chain) -> cast(node));
    all.put("Concat", (node, chain) -> concat(node));
    all.put("Constant", (node, chain) -> constant(node));
    all.put("Gather", (node, chain) -> gather(node));
    all.put("Identity", (node, chain) -> first(node));
    all.put("Reshape", (node, chain) -> reshape(node));
    all.put("Shape", (node, chain) -> shape(node));
    all.put("Squeeze", (node, chain) -> number(node, List.of()));
    all.put("Transpose", (node, chain) -> transpose(node));
    all.put("Unsqueeze", (node, chain) -> number(node, List.of(1)));
    return Map.copyOf(all);
  }

  private static Constant first(Node node) {
    return node.constant(0);
  }

  private static Constant cast(Node node) {
    node.has("to");
    node.has("saturate");
    return first(node);
  }

  private static Constant constant(Node node) {
    if (node.has("value")) {
      return node.tensor("value");
    } else if (node.has("value_float")) {
      return Constant.vector(node.name(), node.number("value_float", 0)).reshaped(List.of());
    } else if (node.has("value_int")) {
      return Constant.vector(node.name(), node.integer("value_int", 0)).reshaped(List.of());
    } else if (node.has("value_floats")) {
      return node.numbers("value_floats");
    }
    return vector(node, node.integers("value_ints", List.of()));
  }

  private static Constant vector(Node node, List<Long> values) {
    return new Constant(node.name(), List.of(values.size()), values::get);
  }

  private static Constant shape(Node node) {
    node.require("start", 0);
    return vector(node, first(node).sides().stream().map(side -> (long) side).toList());
  }

  /** The shape of the examples that a node takes. */
  static Constant shapeOfExamples(Node node) {
    node.require("start", 0);
    List<Long> all = new ArrayList<>(List.of(-1L));
    node.x().sides().forEach(side -> all.add((long) side));
    return vector(node, all);
  }

  private static Constant concat(Node node) {
    node.require("axis", 0);
    List<Double> all = new ArrayList<>();
    for (int input = 0; input < node.inputs().size(); input++) {
      Constant one = vector(node, node.constant(input));
      for (int i = 0; i < one.size(); i++) {
        all.add(one.number(i));
      }
    }
    return new Constant(node.name(), List.of(all.size()), all::get);
  }

  private static Constant gather(Node node) {
    node.require("axis", 0);
    Constant from = vector(node, first(node));
    List<Long> indices = node.constant(1).wholeNumbers();
    double[] taken = new double[indices.size()];
    for (int i = 0; i < taken.length; i++) {
      long index = indices.get(i);
      long at = index < 0 ? index + from.size() : index;
      if (at < 0 || at >= from.size()) {
        throw node.error("takes element " + index + " of " + from.size());
      }
      taken[i] = from.number((int) at);
    }
    return Constant.vector(node.name(), taken).reshaped(node.constant(1).sides());
  }

  private static Constant vector(Node node, Constant constant) {
    if (constant.sides().size() != 1) {
      throw node.error("takes a constant of " + constant.sides() + "; supported are vectors");
    }
    return constant;
  }

  private static Constant reshape(Node node) {
    return first(node).reshaped(resolve(node, node.constant(1).wholeNumbers(), first(node).size()));
  }

  /** Sides of so many elements, where one of them may be -1, for whatever is left. */
  static List<Integer> resolve(Node node, List<Long> sides, int size) {
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

  /** One number, in another shape. */
  private static Constant number(Node node, List<Integer> sides) {
    node.has("axes");
    if (first(node).size() != 1) {
      throw node.error("has a constant of " + first(node).sides() + "; supported is one number");
    }
    return first(node).reshaped(sides);
  }

  private static Constant transpose(Node node) {
    Constant first = first(node);
    if (first.sides().size() != 2
        || !node.integers("perm", List.of(1L, 0L)).equals(List.of(1L, 0L))) {
      throw node.error(
          "transposes a constant of " + first.sides() + "; supported are matrices, perm=[1, 0]");
    }
    int rows = first.sides().get(1);
    int cols = first.sides().get(0);
    return new Constant(
        first.name(), List.of(rows, cols), i -> first.number(i % cols * rows + i / cols));
  }
}
