package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.kindling.model.ModelException;
import dev.kindling.onnx.Value.Activations;
import dev.kindling.onnx.Value.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks the nodes of an ONNX graph in their order, which is one in which each comes after what it
 * takes, and collects the layers that they come to and what is made of the last one's outputs.
 */
final class GraphReader {
  private final int operatorSet;
  private final Chain chain;
  private final Map<String, Value> values = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * Reads a graph.
   *
   * @param operatorSet the version of ONNX's operators that it uses
   * @param ownFile whether Kindling wrote it
   * @throws ModelException naming the node that is not supported
   */
  GraphReader(GraphProto graph, int operatorSet, boolean ownFile) {
    this.operatorSet = operatorSet;
    for (TensorProto tensor : graph.getInitializerList()) {
      define(tensor.getName(), Constant.of(tensor.getName(), tensor));
    }
    if (graph.getSparseInitializerCount() > 0) {
      throw new ModelException("has sparse tensors, which are not supported");
    }
    ValueInfoProto input = input(graph);
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    List<Integer> sides = sides(input.getName(), shape);
    long batch = shape.getDim(0).hasDimValue() ? shape.getDim(0).getDimValue() : -1;
    chain = new Chain(sides, batch, ownFile);
    define(input.getName(), chain.current());
    graph.getNodeList().forEach(this::read);
    graph.getOutputList().forEach(output -> checkOutput(output.getName()));
  }

  Chain chain() {
    return chain;
  }

  /** What is made of the outputs of the last layer. */
  List<Outcome> outcomes() {
    return outcomes.stream().filter(outcome -> outcome.version() == chain.version()).toList();
  }

  private ValueInfoProto input(GraphProto graph) {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !values.containsKey(i.getName())).toList();
    if (inputs.size() != 1) {
      throw new ModelException(
          "has "
              + inputs.size()
              + " inputs "
              + inputs.stream().map(ValueInfoProto::getName).toList()
              + "; supported is one, [N, D] or [N, C, H, W]");
    }
    return inputs.get(0);
  }

  private static List<Integer> sides(String name, TensorShapeProto shape) {
    List<Integer> sides = new ArrayList<>();
    long size = 1;
    for (Dimension side :
        shape.getDimList().subList(Math.min(1, shape.getDimCount()), shape.getDimCount())) {
      size *= Math.min(Math.max(0, side.getDimValue()), 1L << 31);
      if (size < 1 || size > Integer.MAX_VALUE) {
        throw new ModelException(
            "the input "
                + name
                + " must have sides that are known, but for the first, and not more than 2147483647"
                + " elements");
      }
      sides.add((int) side.getDimValue());
    }
    if (sides.isEmpty()) {
      throw new ModelException("the input " + name + " must be [N, D] or [N, C, H, W]");
    }
    return sides;
  }

  private void define(String name, Value value) {
    if (values.put(name, value) != null) {
      throw new ModelException("the name " + name + " stands for two things");
    }
  }

  private void read(NodeProto proto) {
    Node node = new Node(proto, operatorSet, values);
    Value output = Operators.of(node).apply(node, chain);
    node.done();
    if (output instanceof Outcome outcome) {
      outcomes.add(outcome);
    }
    define(node.output(), output);
  }

  private void checkOutput(String name) {
    Value value = values.get(name);
    boolean last =
        value instanceof Activations x && x.version() == chain.version()
            || value instanceof Outcome outcome && outcome.version() == chain.version();
    if (!last) {
      throw new ModelException(
          "the output " + name + " is not made of the last layer's outputs, as all must be");
    }
  }
}
