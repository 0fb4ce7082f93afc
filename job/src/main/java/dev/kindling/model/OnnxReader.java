package dev.kindling.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.kindling.model.OnnxValue.Activations;
import dev.kindling.model.OnnxValue.Constant;
import dev.kindling.model.OnnxValue.Kind;
import dev.kindling.model.OnnxValue.Outcome;
import dev.kindling.nn.Activation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks the nodes of an ONNX graph in their order, which is one in which each comes after what it
 * takes, and collects the layers that they come to, what the last one's outputs mean, and the names
 * of the classes.
 */
final class OnnxReader {
  private static final Set<String> OPERATORS =
      Set.of(
          "Add",
          "ArgMax",
          "AveragePool",
          "BatchNormalization",
          "Cast",
          "Concat",
          "Constant",
          "Conv",
          "Div",
          "Dropout",
          "Flatten",
          "Gemm",
          "GlobalAveragePool",
          "Identity",
          "LayerNormalization",
          "LogSoftmax",
          "MatMul",
          "MaxPool",
          "Mul",
          "Neg",
          "Pad",
          "Relu",
          "Reshape",
          "Sigmoid",
          "Softmax",
          "Squeeze",
          "Sub",
          "Tanh",
          "Transpose",
          "onnx.ml.ArrayFeatureExtractor",
          "onnx.ml.Scaler",
          "onnx.ml.ZipMap");

  private final int operatorSet;
  private final long batch; // the number of examples that the file fixes, or -1
  private final OnnxBody body;
  private final OnnxOperators operators;
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final EnumSet<Kind> outcomes = EnumSet.noneOf(Kind.class);
  private List<String> classNames = List.of();

  /**
   * Reads a graph.
   *
   * @param operatorSet the version of ONNX's operators that it uses
   * @param ownFile whether Kindling wrote it
   * @throws ModelException naming the node that is not supported
   */
  OnnxReader(GraphProto graph, int operatorSet, boolean ownFile) {
    this.operatorSet = operatorSet;
    for (TensorProto tensor : graph.getInitializerList()) {
      define(tensor.getName(), new Constant(OnnxTensor.of(tensor.getName(), tensor)));
    }
    if (graph.getSparseInitializerCount() > 0) {
      throw new ModelException("has sparse tensors, which are not supported");
    }
    ValueInfoProto input = input(graph);
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    body = new OnnxBody(sides(input.getName(), shape));
    batch = shape.getDim(0).hasDimValue() ? shape.getDim(0).getDimValue() : -1;
    operators = new OnnxOperators(body, ownFile);
    define(input.getName(), body.current());
    for (NodeProto node : graph.getNodeList()) {
      read(new OnnxNode(node));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      checkOutput(output.getName());
    }
  }

  OnnxBody body() {
    return body;
  }

  /** What is made of the outputs of the last layer. */
  Set<Kind> outcomes() {
    return outcomes;
  }

  /** The names of the classes, or none where the graph has none. */
  List<String> classNames() {
    return classNames;
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

  private void define(String name, OnnxValue value) {
    if (values.put(name, value) != null) {
      throw new ModelException("the name " + name + " stands for two things");
    }
  }

  private void checkOutput(String name) {
    OnnxValue value = values.get(name);
    boolean last =
        value instanceof Activations x && x.version() == body.version()
            || value instanceof Outcome outcome && outcome.version() == body.version();
    if (!last) {
      throw new ModelException(
          "the output " + name + " is not made of the last layer's outputs, as all must be");
    }
  }

  private void read(OnnxNode node) {
    List<OnnxValue> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      OnnxValue value = values.get(name);
      if (value == null && !name.isEmpty()) {
        throw node.error("takes " + name + ", which nothing before it gives");
      }
      inputs.add(value); // null for one that is left out
    }
    boolean constant = inputs.stream().allMatch(value -> value instanceof Constant);
    OnnxValue output;
    if (constant || node.operator().equals("Shape")) {
      output = new Constant(constant(node, inputs));
    } else if (!OPERATORS.contains(node.operator())) {
      throw node.error(
          "is not supported; supported are " + String.join(", ", new TreeSet<>(OPERATORS)));
    } else if (inputs.get(0) instanceof Outcome outcome) {
      output = ofOutcome(node, outcome, inputs);
    } else {
      output = layer(node, inputs);
    }
    node.done();
    if (output instanceof Outcome outcome) {
      outcomes.add(outcome.kind());
    }
    if (node.outputs().isEmpty()) {
      throw node.error("has no output");
    }
    define(node.outputs().get(0), output);
  }

  private OnnxTensor constant(OnnxNode node, List<OnnxValue> inputs) {
    if (inputs.size() == 1 && inputs.get(0) instanceof Activations x) {
      return OnnxConstants.shape(node, x.sides());
    }
    List<OnnxTensor> tensors = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      tensors.add(tensor(node, inputs, i));
    }
    return OnnxConstants.compute(node, tensors);
  }

  /** What becomes of results: they are given names and other shapes. */
  private OnnxValue ofOutcome(OnnxNode node, Outcome outcome, List<OnnxValue> inputs) {
    Kind kind = outcome.kind();
    switch (node.operator()) {
      case "Cast", "Identity", "Reshape", "Squeeze" -> {
        List.of("to", "axes", "allowzero", "saturate").forEach(node::has);
        return outcome;
      }
      case "onnx.ml.ZipMap" -> {
        List<String> names = node.texts("classlabels_strings");
        name(
            node.has("classlabels_int64s")
                ? node.integers("classlabels_int64s", List.of()).stream()
                    .map(String::valueOf)
                    .toList()
                : names);
        return outcome;
      }
      case "Sigmoid" -> {
        if (kind == Kind.BOTH_LOG_ODDS) {
          return new Outcome(Kind.OF_LOG_ODDS, outcome.version());
        }
      }
      case "Concat" -> {
        if (inputs.size() == 2
            && inputs.get(1) instanceof Activations x
            && x.version() == outcome.version()
            && isLastAxis(node, x, 1)) {
          if (kind == Kind.NEGATIVE) {
            return new Outcome(Kind.BOTH_LOG_ODDS, outcome.version());
          } else if (kind == Kind.COMPLEMENT) {
            return new Outcome(Kind.BOTH_PROBABILITIES, outcome.version());
          }
        }
      }
      case "ArgMax" -> {
        if (kind != Kind.NEGATIVE && kind != Kind.COMPLEMENT) {
          return argMax(node, outcome.version());
        }
      }
      default -> {}
    }
    throw node.error("does with the results what is not supported");
  }

  private Outcome argMax(OnnxNode node, int version) {
    node.has("keepdims");
    node.require("select_last_index", 0);
    long axis = node.integer("axis", 0);
    if (axis != 1 && axis != -1) {
      throw node.error("has axis=" + axis + "; supported is 1");
    }
    return new Outcome(Kind.CLASS_INDEX, version);
  }

  private void name(List<String> names) {
    if (!names.isEmpty()) {
      classNames = List.copyOf(names);
    }
  }

  private OnnxValue layer(OnnxNode node, List<OnnxValue> inputs) {
    return switch (node.operator()) {
      case "Add" -> add(node, inputs);
      case "ArgMax" -> argMax(node, requireVector(node, inputs).version());
      case "AveragePool" -> operators.pool(node, x(node, inputs), "average_pool2d");
      case "BatchNormalization" -> {
        List<OnnxTensor> parameters = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
          parameters.add(tensor(node, inputs, i));
        }
        yield operators.batchNorm(node, x(node, inputs), parameters);
      }
      case "Cast" -> cast(node, inputs);
      case "Conv" ->
          operators.conv(node, x(node, inputs), tensor(node, inputs, 1), optional(node, inputs, 2));
      case "Div" -> {
        double[] constants = operators.constants(node, x(node, inputs), tensor(node, inputs, 1));
        for (int i = 0; i < constants.length; i++) {
          constants[i] = 1 / constants[i];
        }
        yield multiply(node, constants);
      }
      case "Dropout" ->
          operators.dropout(
              node, x(node, inputs), optional(node, inputs, 1), optional(node, inputs, 2));
      case "Flatten" -> {
        Activations x = x(node, inputs);
        long axis = node.integer("axis", 1);
        if (axis != 1 && axis != -x.sides().size()) {
          throw node.error("has axis=" + axis + "; supported is 1");
        }
        yield operators.flatten(node, x);
      }
      case "Gemm" ->
          operators.gemm(node, x(node, inputs), tensor(node, inputs, 1), optional(node, inputs, 2));
      case "GlobalAveragePool" -> operators.globalAverage(node, x(node, inputs));
      case "Identity" -> x(node, inputs);
      case "LayerNormalization" ->
          operators.layerNorm(
              node, x(node, inputs), tensor(node, inputs, 1), optional(node, inputs, 2));
      case "LogSoftmax", "Softmax" -> softmax(node, requireVector(node, inputs));
      case "MatMul" -> operators.dense(node, x(node, inputs), tensor(node, inputs, 1));
      case "MaxPool" -> operators.pool(node, x(node, inputs), "max_pool2d");
      case "Mul" ->
          multiply(node, operators.constants(node, either(node, inputs), other(node, inputs)));
      case "Neg" -> {
        Activations x = requireVector(node, inputs);
        if (x.size() != 1) {
          throw node.error("negates examples of " + x.sides() + "; supported is one log-odds");
        }
        yield new Outcome(Kind.NEGATIVE, x.version());
      }
      case "Pad" -> pad(node, x(node, inputs), optional(node, inputs, 1));
      case "Relu" -> operators.activate(node, x(node, inputs), Activation.RELU);
      case "Reshape" -> reshape(node, x(node, inputs), tensor(node, inputs, 1).wholeNumbers());
      case "Sigmoid" -> operators.activate(node, x(node, inputs), Activation.SIGMOID);
      case "Squeeze" -> squeeze(node, x(node, inputs), inputs);
      case "Sub" -> subtract(node, inputs);
      case "Tanh" -> operators.activate(node, x(node, inputs), Activation.TANH);
      case "Transpose" -> operators.transpose(node, x(node, inputs));
      case "onnx.ml.ArrayFeatureExtractor" -> {
        if (!(inputs.size() == 2
            && inputs.get(1) instanceof Outcome outcome
            && outcome.kind() == Kind.CLASS_INDEX)) {
          throw node.error("is supported for the name of the likeliest class alone");
        }
        name(tensor(node, inputs, 0).names());
        yield new Outcome(Kind.CLASS_NAME, outcome.version());
      }
      case "onnx.ml.Scaler" -> {
        Activations x = x(node, inputs);
        double[] offset = operators.constants(node, x, node.numbers("offset"));
        double[] scale = operators.constants(node, x, node.numbers("scale"));
        body.scaling().subtract(node, offset);
        yield multiply(node, scale);
      }
      default -> throw node.error("is supported for results alone");
    };
  }

  private OnnxValue multiply(OnnxNode node, double[] constants) {
    body.scaling().multiply(node, constants);
    return body.next(body.current().sides(), body.current().channelsLast());
  }

  private OnnxValue add(OnnxNode node, List<OnnxValue> inputs) {
    Activations x = either(node, inputs);
    OnnxTensor constant = other(node, inputs);
    body.requireCurrent(node, x);
    if (body.addBias(node, constant)) {
      return body.current();
    }
    double[] shift = operators.constants(node, x, constant);
    for (int i = 0; i < shift.length; i++) {
      shift[i] = -shift[i];
    }
    body.scaling().subtract(node, shift);
    return body.next(x.sides(), x.channelsLast());
  }

  private OnnxValue subtract(OnnxNode node, List<OnnxValue> inputs) {
    if (inputs.size() == 2
        && inputs.get(0) instanceof Constant one
        && inputs.get(1) instanceof Activations p
        && p.size() == 1
        && p.version() == body.version()
        && body.endsWithSigmoid()
        && one.tensor().is(1)) {
      return new Outcome(Kind.COMPLEMENT, p.version());
    }
    Activations x = x(node, inputs);
    body.scaling().subtract(node, operators.constants(node, x, tensor(node, inputs, 1)));
    return body.next(x.sides(), x.channelsLast());
  }

  private Activations cast(OnnxNode node, List<OnnxValue> inputs) {
    node.has("saturate");
    long to = node.integer("to", 0);
    if (to != DataType.FLOAT.getNumber() && to != DataType.DOUBLE.getNumber()) {
      throw node.error("makes other numbers of them than FLOAT or DOUBLE, which are supported");
    }
    return x(node, inputs);
  }

  private Outcome softmax(OnnxNode node, Activations x) {
    if (!isLastAxis(node, x, operatorSet < 13 ? 1 : -1)) {
      throw node.error("is not over the classes of each example");
    }
    return new Outcome(Kind.SOFTMAX, x.version());
  }

  private static boolean isLastAxis(OnnxNode node, Activations x, long defaultAxis) {
    long axis = node.integer("axis", defaultAxis);
    return x.isVector() && (axis == 1 || axis == -1);
  }

  private OnnxValue reshape(OnnxNode node, Activations x, List<Long> target) {
    node.require("allowzero", 0);
    if (target.isEmpty() || !List.of(-1L, 0L, batch).contains(target.get(0))) {
      throw node.error("makes " + target + " of " + x.sides() + " for each example");
    }
    List<Long> rest = target.subList(1, target.size());
    if (rest.isEmpty() && x.size() == 1) {
      return new Outcome(Kind.NUMBER, x.version());
    }
    return operators.reshape(node, x, OnnxConstants.resolve(node, rest, x.size()));
  }

  private OnnxValue squeeze(OnnxNode node, Activations x, List<OnnxValue> inputs) {
    OnnxTensor axes = optional(node, inputs, 1);
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
    return operators.reshape(node, x, left);
  }

  /** PyTorch puts a Pad of nothing in front of some poolings. */
  private static Activations pad(OnnxNode node, Activations x, OnnxTensor input) {
    node.has("mode");
    node.has("value");
    List<Long> pads = input == null ? node.integers("pads", List.of()) : input.wholeNumbers();
    if (pads.stream().anyMatch(pad -> pad != 0)) {
      throw node.error("has pads=" + pads + "; supported are those of a Conv");
    }
    return x;
  }

  private Activations requireVector(OnnxNode node, List<OnnxValue> inputs) {
    Activations x = x(node, inputs);
    body.requireCurrent(node, x);
    if (!x.isVector()) {
      throw node.error("takes examples of " + x.sides() + "; supported are vectors");
    }
    return x;
  }

  private static Activations x(OnnxNode node, List<OnnxValue> inputs) {
    if (inputs.get(0) instanceof Activations x) {
      return x;
    }
    throw node.error("takes a constant first; supported are the layers' outputs");
  }

  /** Of two inputs the one that is not constant. */
  private static Activations either(OnnxNode node, List<OnnxValue> inputs) {
    return inputs.get(0) instanceof Constant && inputs.size() == 2
        ? x(node, inputs.subList(1, 2))
        : x(node, inputs);
  }

  private static OnnxTensor other(OnnxNode node, List<OnnxValue> inputs) {
    return tensor(node, inputs, inputs.get(0) instanceof Constant ? 0 : 1);
  }

  private static OnnxTensor tensor(OnnxNode node, List<OnnxValue> inputs, int index) {
    OnnxTensor tensor = optional(node, inputs, index);
    if (tensor == null) {
      throw node.error("lacks its input " + index);
    }
    return tensor;
  }

  /** A constant that may be left out, or null. */
  private static OnnxTensor optional(OnnxNode node, List<OnnxValue> inputs, int index) {
    OnnxValue value = index < inputs.size() ? inputs.get(index) : null;
    if (value == null) {
      return null;
    }
    if (value instanceof Constant constant) {
      return constant.tensor();
    }
    throw node.error(
        "takes what other nodes compute as its input "
            + index
            + "; supported are constants there, and chains of layers without branches");
  }
}
