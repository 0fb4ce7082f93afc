package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
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
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** An ONNX graph in the making. Each node has one output, and its name. */
final class GraphBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private final int operatorSet;

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

  GraphProto build() {
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
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return name;
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
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(size, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      double value = values.applyAsDouble(i);
      if (!Float.isFinite((float) value)) {
        throw new ModelException(
            name + " holds " + value + " at index " + i + ", more than ONNX's float can hold");
      }
      bytes.putFloat((float) value);
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addAllDims(longs(sides))
            .setRawData(ByteString.copyFrom(bytes.flip())));
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
