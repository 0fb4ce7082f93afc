package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.kindling.model.ModelException;
import dev.kindling.onnx.Value.Activations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node of an ONNX graph that is read: what it takes, and its attributes, each of which must be
 * asked for, so that none which changes what the node does is overlooked.
 */
final class Node {
  private final NodeProto proto;
  private final int operatorSet;
  private final List<Value> inputs = new ArrayList<>();
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  /**
   * Takes a node.
   *
   * @param operatorSet the version of ONNX's operators, which decides what some of them mean
   * @param values what the names before the node stand for
   * @throws ModelException if it takes what is not there
   */
  Node(NodeProto proto, int operatorSet, Map<String, Value> values) {
    this.proto = proto;
    this.operatorSet = operatorSet;
    for (AttributeProto attribute : proto.getAttributeList()) {
      attributes.put(attribute.getName(), attribute);
    }
    for (String name : proto.getInputList()) {
      Value value = values.get(name);
      if (value == null && !name.isEmpty()) {
        throw error("takes " + name + ", which nothing before it gives");
      }
      inputs.add(value);
    }
  }

  int operatorSet() {
    return operatorSet;
  }

  /** {@code Conv}, or {@code onnx.ml.Scaler} of a domain that is not ONNX's own. */
  String operator() {
    String domain = domain(proto.getDomain());
    return (domain.isEmpty() ? "" : domain + ".") + proto.getOpType();
  }

  /**
   * A domain without {@code ai}, which the build takes for the package and renames, in texts too;
   * empty for ONNX's own.
   */
  static String domain(String name) {
    String rest = name.replaceFirst("^ai\\.", "");
    return rest.equals("onnx") ? "" : rest;
  }

  String name() {
    return proto.getName().isEmpty() && proto.getOutputCount() > 0
        ? proto.getOutput(0)
        : proto.getName();
  }

  /** What it takes; null for what is left out. */
  List<Value> inputs() {
    return inputs;
  }

  /** The name of what it gives; what more there may be nobody can use. */
  String output() {
    if (proto.getOutputCount() == 0) {
      throw error("has no output");
    }
    return proto.getOutput(0);
  }

  /** Its first input, which must be examples. */
  Activations x() {
    return examples(0);
  }

  private Activations examples(int index) {
    if (inputs.get(index) instanceof Activations x) {
      return x;
    }
    throw error("takes a constant first; supported are the layers' outputs");
  }

  /** Its first input, which must be vectors that the last layer gives. */
  Activations vector(Chain chain) {
    Activations x = x();
    chain.requireCurrent(this, x);
    if (!x.isVector()) {
      throw error("takes examples of " + x.sides() + "; supported are vectors");
    }
    return x;
  }

  /** Of two inputs whose order does not matter the examples. */
  Activations eitherExamples() {
    return examples(constantFirst() && inputs.size() == 2 ? 1 : 0);
  }

  /** Of two inputs whose order does not matter the constant. */
  Constant eitherConstant() {
    return constant(constantFirst() ? 0 : 1);
  }

  private boolean constantFirst() {
    return inputs.get(0) instanceof Constant;
  }

  /** An input, which must be there and a constant. */
  Constant constant(int index) {
    Constant constant = optional(index);
    if (constant == null) {
      throw error("lacks its input " + index);
    }
    return constant;
  }

  /** A constant that may be left out, or null. */
  Constant optional(int index) {
    Value value = index < inputs.size() ? inputs.get(index) : null;
    if (value == null || value instanceof Constant) {
      return (Constant) value;
    }
    throw error(
        "takes what other nodes compute as its input "
            + index
            + "; supported are constants there, and chains of layers without branches");
  }

  /** {@code node /0/Conv (Conv) ...}. */
  ModelException error(String problem) {
    return new ModelException("node " + name() + " (" + operator() + ") " + problem);
  }

  boolean has(String attribute) {
    asked.add(attribute);
    return attributes.containsKey(attribute);
  }

  long integer(String name, long defaultValue) {
    return has(name) ? attribute(name, AttributeType.INT).getI() : defaultValue;
  }

  /** A number as its shortest decimal says it: 0.1 where the file has the float next to it. */
  double number(String name, double defaultValue) {
    return has(name) ? shortest(attribute(name, AttributeType.FLOAT).getF()) : defaultValue;
  }

  static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  String text(String name, String defaultValue) {
    return has(name) ? attribute(name, AttributeType.STRING).getS().toStringUtf8() : defaultValue;
  }

  List<Long> integers(String name, List<Long> defaultValue) {
    return has(name) ? attribute(name, AttributeType.INTS).getIntsList() : defaultValue;
  }

  List<String> texts(String name) {
    return has(name)
        ? attribute(name, AttributeType.STRINGS).getStringsList().stream()
            .map(ByteString::toStringUtf8)
            .toList()
        : List.of();
  }

  Constant numbers(String name) {
    List<Float> values = attribute(name, AttributeType.FLOATS).getFloatsList();
    return new Constant(name() + "." + name, List.of(values.size()), values::get);
  }

  Constant tensor(String name) {
    return Constant.of(name(), attribute(name, AttributeType.TENSOR).getT());
  }

  /** Refuses an attribute with any value but one. */
  void require(String name, long only) {
    long value = integer(name, only);
    if (value != only) {
      throw error("has " + name + "=" + value + "; supported is " + only);
    }
  }

  /**
   * A size for each direction of an image, which must be one and the same.
   *
   * @param count how many there are
   */
  int same(String name, int count, int defaultValue) {
    List<Long> values = integers(name, List.of());
    if (values.isEmpty()) {
      return defaultValue;
    }
    long first = values.get(0);
    if (values.size() != count || values.stream().anyMatch(value -> value != first)) {
      throw error("has " + name + "=" + values + "; supported are " + count + " equal numbers");
    }
    if (first < 0 || first > Integer.MAX_VALUE) {
      throw error("has " + name + "=" + values + ", which is impossible");
    }
    return (int) first;
  }

  /** Refuses attributes that nobody asked for. */
  void done() {
    String unknown =
        attributes.keySet().stream()
            .filter(name -> !asked.contains(name))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      throw error("has the attribute " + unknown + ", which is not supported");
    }
  }

  private AttributeProto attribute(String name, AttributeType type) {
    if (!has(name)) {
      throw error("lacks the attribute " + name);
    }
    AttributeProto attribute = attributes.get(name);
    if (attribute.getType() != type) {
      throw error("has the attribute " + name + " as " + attribute.getType() + ", not " + type);
    }
    return attribute;
  }
}
