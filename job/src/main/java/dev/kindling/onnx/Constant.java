package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.kindling.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * A constant of an ONNX graph. Its elements stay where the file has them, so that none of its sizes
 * asks for memory.
 *
 * @param numbers the elements in row-major order, or null if they are texts
 * @param texts the elements in row-major order, or null if they are numbers
 */
record Constant(String name, List<Integer> sides, IntToDoubleFunction numbers, List<String> texts)
    implements Value {

  /** Numbers. */
  Constant(String name, List<Integer> sides, IntToDoubleFunction numbers) {
    this(name, sides, numbers, null);
  }

  /** A vector of numbers. */
  static Constant vector(String name, double... values) {
    return new Constant(name, List.of(values.length), i -> values[i]);
  }

  /**
   * A tensor of a file.
   *
   * @throws ModelException if it is malformed, of a type that is not supported, or in another file
   */
  static Constant of(String name, TensorProto proto) {
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || proto.getExternalDataCount() > 0) {
      throw error(
          name,
          "is kept in another file (external data), which is not read; save the model as one file"
              + " (PyTorch: external_data=False)");
    }
    List<Integer> sides = sides(name, proto.getDimsList());
    if (proto.getDataType() == DataType.STRING.getNumber()) {
      requireCount(name, sides, proto.getStringDataCount());
      List<String> texts =
          proto.getStringDataList().stream().map(ByteString::toStringUtf8).toList();
      return new Constant(name, sides, null, texts);
    }
    DataType type = DataType.forNumber(proto.getDataType());
    if (type == null || bytes(type) == 0) {
      throw error(
          name,
          "is of the type "
              + (type == null ? proto.getDataType() : type)
              + "; supported are FLOAT, FLOAT16, BFLOAT16, DOUBLE, INT32, INT64 and STRING");
    }
    if (!proto.hasRawData()) {
      requireCount(name, sides, count(type, proto));
      return new Constant(name, sides, list(type, proto));
    }
    if (proto.getRawData().size() % bytes(type) != 0) {
      throw error(name, "has " + proto.getRawData().size() + " bytes of " + type);
    }
    requireCount(name, sides, proto.getRawData().size() / bytes(type));
    return new Constant(name, sides, raw(type, proto.getRawData()));
  }

  private static List<Integer> sides(String name, List<Long> dimensions) {
    List<Integer> sides = new ArrayList<>();
    long size = 1;
    for (long side : dimensions) {
      if (side < 0 || side > Integer.MAX_VALUE || size * side > Integer.MAX_VALUE) {
        throw error(name, "has the impossible shape " + dimensions);
      }
      size *= side;
      sides.add((int) side);
    }
    return List.copyOf(sides);
  }

  private static void requireCount(String name, List<Integer> sides, int count) {
    int size = sides.stream().reduce(1, (a, b) -> a * b);
    if (count != size) {
      throw error(name, "has the shape " + sides + " but " + count + " elements");
    }
  }

  private static int bytes(DataType type) {
    return switch (type) {
      case FLOAT16, BFLOAT16 -> 2;
      case FLOAT, INT32 -> 4;
      case DOUBLE, INT64 -> 8;
      default -> 0;
    };
  }

  private static IntToDoubleFunction raw(DataType type, ByteString raw) {
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case FLOAT -> i -> bytes.getFloat(4 * i);
      case FLOAT16 -> i -> half(bytes.getShort(2 * i));
      case BFLOAT16 -> i -> bfloat16(bytes.getShort(2 * i));
      case DOUBLE -> i -> bytes.getDouble(8 * i);
      case INT32 -> i -> bytes.getInt(4 * i);
      default -> i -> bytes.getLong(8 * i);
    };
  }

  private static int count(DataType type, TensorProto proto) {
    return switch (type) {
      case FLOAT -> proto.getFloatDataCount();
      case DOUBLE -> proto.getDoubleDataCount();
      case INT32, FLOAT16, BFLOAT16 -> proto.getInt32DataCount();
      default -> proto.getInt64DataCount();
    };
  }

  private static IntToDoubleFunction list(DataType type, TensorProto proto) {
    return switch (type) {
      case FLOAT -> proto::getFloatData;
      case DOUBLE -> proto::getDoubleData;
      case INT32 -> proto::getInt32Data;
      case FLOAT16 -> i -> half(proto.getInt32Data(i));
      case BFLOAT16 -> i -> bfloat16(proto.getInt32Data(i));
      default -> proto::getInt64Data;
    };
  }

  /** A number of IEEE 754 binary16: sign, 5 bits of exponent with a bias of 15, 10 of fraction. */
  private static float half(int bits) {
    float magnitude = Float.intBitsToFloat((bits & 0x7fff) << 13) * 0x1p112f; // a bias of 127
    float finite = magnitude < 0x1p16f ? magnitude : Float.POSITIVE_INFINITY; // or NaN
    return (bits & 0x8000) == 0 ? finite : -finite;
  }

  /** The upper half of a float. */
  private static float bfloat16(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  private static ModelException error(String name, String problem) {
    return new ModelException("the tensor " + name + " " + problem);
  }

  int size() {
    return sides.stream().reduce(1, (a, b) -> a * b);
  }

  /**
   * One element.
   *
   * @throws ModelException if it is a text, or not finite
   */
  double number(int i) {
    if (numbers == null) {
      throw error(name, "holds texts where numbers belong");
    }
    double value = numbers.applyAsDouble(i);
    if (!Double.isFinite(value)) {
      throw error(name, "holds " + value + " at index " + i);
    }
    return value;
  }

  /**
   * The elements as whole numbers.
   *
   * @throws ModelException if one is none
   */
  List<Long> wholeNumbers() {
    List<Long> all = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      if (number(i) != Math.rint(number(i))) {
        throw error(name, "holds " + number(i) + " at index " + i + " where a size belongs");
      }
      all.add((long) number(i));
    }
    return all;
  }

  /** The elements as texts. */
  List<String> names() {
    return texts != null ? texts : wholeNumbers().stream().map(String::valueOf).toList();
  }

  /** The same elements in another shape. */
  Constant reshaped(List<Integer> newSides) {
    return new Constant(name, List.copyOf(newSides), numbers, texts);
  }

  /**
   * The shape without the sides of 1 in front of it, which broadcasting puts there where they lack.
   */
  List<Integer> significantSides() {
    int from = 0;
    while (from < sides.size() && sides.get(from) == 1) {
      from++;
    }
    return sides.subList(from, sides.size());
  }

  /** Whether this is the number itself, in whatever shape. */
  boolean is(double value) {
    return size() == 1 && number(0) == value;
  }

  /** Another number for each. */
  Constant map(DoubleUnaryOperator change) {
    return new Constant(name, sides, i -> change.applyAsDouble(number(i)));
  }

  /** One number for each of so many units, where this is one number for all. */
  Constant spread(int units) {
    return size() == units ? this : new Constant(name, List.of(units), i -> number(0));
  }

  void requireRank(Node node, int rank) {
    if (sides.size() != rank || size() == 0) {
      throw node.error("has a constant of " + sides + "; supported are those of rank " + rank);
    }
  }
}
