package dev.kindling.onnx;

import dev.kindling.model.ModelException;
import dev.kindling.onnx.Value.Activations;
import dev.kindling.onnx.Value.Kind;
import dev.kindling.onnx.Value.Outcome;
import java.util.List;
import java.util.Map;

/** The operators that make predictions of the last layer's outputs. */
final class OutcomeOperators {
  /** They make the first of the outputs. */
  static final Map<String, Operator> OF_ACTIVATIONS =
      Map.of(
          "ArgMax", (node, chain) -> classIndex(node, node.vector(chain).version()),
          "LogSoftmax", OutcomeOperators::softmax,
          "Neg", OutcomeOperators::negative,
          "Softmax", OutcomeOperators::softmax);

  /** They give what was made other names and shapes, or put two of them together. */
  static final Map<String, Operator> OF_OUTCOMES =
      Map.of(
          "ArgMax", (node, chain) -> argMax(node),
          "Cast", (node, chain) -> same(node),
          "Concat", (node, chain) -> both(node),
          "Identity", (node, chain) -> same(node),
          "Reshape", (node, chain) -> same(node),
          "Sigmoid", (node, chain) -> sigmoid(node),
          "Squeeze", (node, chain) -> same(node),
          "onnx.ml.ArrayFeatureExtractor", (node, chain) -> className(node),
          "onnx.ml.ZipMap", (node, chain) -> named(node));

  private OutcomeOperators() {}

  private static Outcome classIndex(Node node, int version) {
    node.has("keepdims");
    node.require("select_last_index", 0);
    long axis = node.integer("axis", 0);
    if (axis != 1 && axis != -1) {
      throw node.error("has axis=" + axis + "; supported is 1");
    }
    return new Outcome(Kind.CLASS_INDEX, version);
  }

  private static Outcome softmax(Node node, Chain chain) {
    Activations x = node.vector(chain);
    if (!isOverClasses(node, node.operatorSet() < 13 ? 1 : -1)) {
      throw node.error("is not over the classes of each example");
    }
    return new Outcome(Kind.SOFTMAX, x.version());
  }

  /** Whether the axis is that of a vector's elements. */
  private static boolean isOverClasses(Node node, long defaultAxis) {
    long axis = node.integer("axis", defaultAxis);
    return axis == 1 || axis == -1;
  }

  private static Outcome negative(Node node, Chain chain) {
    Activations x = node.vector(chain);
    if (x.size() != 1) {
      throw node.error("negates examples of " + x.sides() + "; supported is one log-odds");
    }
    return new Outcome(Kind.NEGATIVE, x.version());
  }

  private static Outcome outcome(Node node) {
    if (node.inputs().get(0) instanceof Outcome outcome) {
      return outcome;
    }
    throw unsupported(node);
  }

  private static ModelException unsupported(Node node) {
    return node.error("does with the results what is not supported");
  }

  private static Outcome same(Node node) {
    List.of("to", "axes", "allowzero", "saturate").forEach(node::has);
    return outcome(node);
  }

  private static Outcome argMax(Node node) {
    Outcome outcome = outcome(node);
    if (outcome.kind() == Kind.NEGATIVE || outcome.kind() == Kind.COMPLEMENT) {
      throw unsupported(node);
    }
    return classIndex(node, outcome.version());
  }

  private static Outcome sigmoid(Node node) {
    Outcome outcome = outcome(node);
    if (outcome.kind() != Kind.BOTH_LOG_ODDS) {
      throw unsupported(node);
    }
    return new Outcome(Kind.OF_LOG_ODDS, outcome.version());
  }

  /** What is there of the first of two classes, and beside it the one output, of the second. */
  private static Outcome both(Node node) {
    Outcome first = outcome(node);
    boolean second =
        node.inputs().size() == 2
            && node.inputs().get(1) instanceof Activations x
            && x.version() == first.version()
            && x.isVector()
            && isOverClasses(node, 1);
    if (second && first.kind() == Kind.NEGATIVE) {
      return new Outcome(Kind.BOTH_LOG_ODDS, first.version());
    } else if (second && first.kind() == Kind.COMPLEMENT) {
      return new Outcome(Kind.BOTH_PROBABILITIES, first.version());
    }
    throw unsupported(node);
  }

  private static Outcome named(Node node) {
    Outcome outcome = outcome(node);
    List<String> names =
        node.has("classlabels_int64s")
            ? node.integers("classlabels_int64s", List.of()).stream().map(String::valueOf).toList()
            : List.of();
    List<String> texts = node.texts("classlabels_strings");
    return new Outcome(outcome.kind(), outcome.version(), names.isEmpty() ? texts : names);
  }

  private static Outcome className(Node node) {
    if (!(node.inputs().size() == 2
        && node.inputs().get(1) instanceof Outcome outcome
        && outcome.kind() == Kind.CLASS_INDEX)) {
      throw node.error("is supported for the name of the likeliest class alone");
    }
    return new Outcome(Kind.CLASS_NAME, outcome.version(), node.constant(0).names());
  }
}
