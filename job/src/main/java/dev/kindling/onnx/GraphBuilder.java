package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.kindling.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** An ONNX graph in the making. Each node has one output, and its name. */
final class GraphBuilder {
  /** ONNX's other operators, of which some take texts; version 2 is of ONNX 1.5, April 2019. */
  private static final OperatorSetIdProto TEXT_OPERATORS =
      OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2).build();

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final int operatorSet;
  private boolean takesTexts;

  /**
   * @param operatorSet the version of ONNX's operators that the nodes are of
   */
  GraphBuilder(String name, int operatorSet) {
    graph.setName(name);
    this.operatorSet = operatorSet;
  }

  int operatorSet() {
    return operatorSet;
  }

  /** All sets of operators that the nodes are of. */
  List<OperatorSetIdProto> operatorSets() {
    OperatorSetIdProto own = OperatorSetIdProto.newBuilder().setVersion(operatorSet).build();
    return takesTexts ? List.of(own, TEXT_OPERATORS) : List.of(own);
  }

  /**
   * The graph.
   *
   * @throws ModelException if an input has the name of something else in it, or none
   */
  GraphProto build() {
    Set<String> taken = new HashSet<>();
    graph.getNodeList().forEach(node -> taken.add(node.getName()));
    graph.getInitializerList().forEach(constant -> taken.add(constant.getName()));
    for (ValueInfoProto input : graph.getInputList()) {
      if (input.getName().isEmpty() || taken.contains(input.getName())) {
        throw new ModelException(
            "the column \"%s\" cannot be an input of an ONNX model, where %s: train with another name for it"
                .formatted(
                    input.getName(),
                    input.getName().isEmpty() ? "each has a name" : "the name is taken"));
      }
    }
    return graph.build();
  }

  void input(String name, DataType type, List<Integer> exampleSides, String description) {
    graph.addInput(value(name, type, exampleSides, description));
  }

  void output(String name, DataType type, List<Integer> exampleSides, String description) {
    graph.addOutput(value(name, type, exampleSides, description));
  }

  /** Adds a node and returns its name. */
  String node(String name, String operator, List<String> inputs, AttributeProto... attributes) {
    return add(name, operator, inputs, attributes).getName();
  }

  private NodeProto.Builder add(
      String name, String operator, List<String> inputs, AttributeProto... attributes) {
    return graph
        .addNodeBuilder()
        .setName(name)
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(name)
        .addAllAttribute(List.of(attributes));
  }

  /** Makes a whole number of each text, the one that is given for it or else the same for all. */
  String encodeTexts(String name, String x, Map<String, Integer> codes, int other) {
    takesTexts = true;
    AttributeProto.Builder texts =
        AttributeProto.newBuilder().setName("keys_strings").setType(AttributeType.STRINGS);
    codes.keySet().forEach(text -> texts.addStrings(ByteString.copyFromUtf8(text)));
    return add(
            name,
            "LabelEncoder",
            List.of(x),
            texts.build(),
            attribute("values_int64s", List.copyOf(codes.values())),
            attribute("default_int64", other))
        .setDomain(TEXT_OPERATORS.getDomain())
        .getName();
  }

  /** Makes vectors {@code [N x CHW]} of images. */
  String flatten(String name, String x) {
    return node(name, "Flatten", List.of(x), attribute("axis", 1));
  }

  /**
   * Adds a constant tensor of float and returns its name.
   *
   * @param values its elements in row-major order
   * @throws ModelException if a value is beyond what a float holds
   */
  String constant(String name, List<Integer> sides, IntToDoubleFunction values) {
    int size = sides.stream().reduce(1, Math::multiplyExact);
    ByteBuffer bytes = littleEndian(Math.multiplyExact(size, Float.BYTES));
    for (int i = 0; i < size; i++) {
      double value = values.applyAsDouble(i);
      if (!Float.isFinite((float) value)) {
        throw new ModelException(
            name + " holds " + value + " at index " + i + ", more than ONNX's float can hold");
      }
      bytes.putFloat((float) value);
    }
    return constant(name, DataType.FLOAT, sides, bytes.flip());
  }

  /** Adds a constant that is no number, of float, and returns its name. */
  String notANumber(String name) {
    return constant(
        name, DataType.FLOAT, List.of(1), littleEndian(Float.BYTES).putFloat(Float.NaN).flip());
  }

  /** Adds a constant vector of double and returns its name. */
  String doubles(String name, int size, IntToDoubleFunction values) {
    ByteBuffer bytes = littleEndian(Math.multiplyExact(size, Double.BYTES));
    for (int i = 0; i < size; i++) {
      bytes.putDouble(values.applyAsDouble(i));
    }
    return constant(name, DataType.DOUBLE, List.of(size), bytes.flip());
  }

  /** Adds a constant vector of bool and returns its name. */
  String flags(String name, int size, IntPredicate values) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      bytes.put((byte) (values.test(i) ? 1 : 0));
    }
    return constant(name, DataType.BOOL, List.of(size), bytes.flip());
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String constant(String name, DataType type, List<Integer> sides, ByteBuffer bytes) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(longs(sides))
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  /** Adds a constant vector of whole numbers and returns its name. */
  String constant(String name, List<Integer> values) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.getNumber())
            .addDims(values.size())
            .addAllInt64Data(longs(values)));
    return name;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto attribute(String name, List<Integer> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(longs(values))
        .build();
  }

  /** A tensor of any number of examples. */
  private static ValueInfoProto value(
      String name, DataType type, List<Integer> exampleSides, String description) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam("N"));
    exampleSides.forEach(side -> shape.addDim(Dimension.newBuilder().setDimValue(side)));
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setDocString(description)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static List<Long> longs(List<Integer> values) {
    return values.stream().map(Integer::longValue).toList();
  }
}
