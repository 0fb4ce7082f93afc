package dev.kindling.onnx;

import dev.kindling.onnx.Value.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the operator of a node, by its name and by what the node takes. */
final class Operators {
  /** Of the examples on their way through the layers. */
  private static final Map<String, Operator> OF_ACTIVATIONS = new TreeMap<>();

  static {
    OF_ACTIVATIONS.putAll(LayerOperators.ALL);
    OF_ACTIVATIONS.putAll(ImageOperators.ALL);
    OF_ACTIVATIONS.putAll(ShapeOperators.ALL);
    OF_ACTIVATIONS.putAll(ArithmeticOperators.ALL);
    OF_ACTIVATIONS.putAll(OutcomeOperators.OF_ACTIVATIONS);
  }

  private Operators() {}

  /**
   * The operator of a node.
   *
   * @throws dev.kindling.model.ModelException if there is none for such values
   */
  static Operator of(Node node) {
    String name = node.operator();
    if (node.inputs().stream().allMatch(value -> value instanceof Constant)) {
      return find(
          ConstantOperators.ALL, node, "computes a constant; supported for that are " + constant());
    }
    if (!OF_ACTIVATIONS.containsKey(name) && !OutcomeOperators.OF_OUTCOMES.containsKey(name)) {
      throw node.error("is not supported; supported are " + supported());
    }
    return node.inputs().stream().anyMatch(value -> value instanceof Outcome)
        ? find(OutcomeOperators.OF_OUTCOMES, node, "does with the results what is not supported")
        : find(OF_ACTIVATIONS, node, "is supported for results alone");
  }

  private static Operator find(Map<String, Operator> operators, Node node, String problem) {
    Operator operator = operators.get(node.operator());
    if (operator == null) {
      throw node.error(problem);
    }
    return operator;
  }

  private static String constant() {
    return String.join(", ", new TreeSet<>(ConstantOperators.ALL.keySet()));
  }

  private static String supported() {
    TreeSet<String> names = new TreeSet<>(OF_ACTIVATIONS.keySet());
    names.addAll(OutcomeOperators.OF_OUTCOMES.keySet());
    return String.join(", ", names);
  }
}
