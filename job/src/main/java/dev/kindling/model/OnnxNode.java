package dev.kindling.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node of an ONNX graph that is read: its attributes, each of which must be asked for, so that
 * none which changes what the node does is overlooked.
 */
final class OnnxNode {
  private final NodeProto proto;
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  OnnxNode(NodeProto proto) {
    this.proto = proto;
    for (AttributeProto attribute : proto.getAttributeList()) {
      attributes.put(attribute.getName(), attribute);
    }
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

  List<String> inputs() {
    return proto.getInputList();
  }

  List<String> outputs() {
    return proto.getOutputList();
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

  OnnxTensor numbers(String name) {
    List<Float> values = attribute(name, AttributeType.FLOATS).getFloatsList();
    return new OnnxTensor(name() + "." + name, List.of(values.size()), values::get, null);
  }

  OnnxTensor tensor(String name) {
    return OnnxTensor.of(name(), attribute(name, AttributeType.TENSOR).getT());
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
