package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.linalg.DoubleMatrix;
import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network.Tensor;
import dev.kindling.nn.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
  private static final List<Tensor> TENSORS =
      List.of(new Tensor("layer1.W", Shape.of(2, 1), 0), new Tensor("layer1.b", Shape.of(1), 2));

  private static byte[] write(List<Tensor> tensors, Matrix values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, values);
    return out.toByteArray();
  }

  private static Matrix read(List<Tensor> tensors, byte[] file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(file), file.length, tensors, "w.safetensors");
  }

  /** A file from its parts, the values given in hexadecimal. */
  private static byte[] file(String header, String values) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    byte[] data = HexFormat.of().parseHex(values.replace(" ", ""));
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static void assertEqual(Matrix expected, Matrix actual) {
    assertEquals(expected.precision(), actual.precision());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "element " + i);
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    byte[] written = write(TENSORS, FloatMatrix.of(new float[] {1, -2, 0.5f}, 1, 3));
    assertArrayEquals(
        file(
            "{'__metadata__':{'format':'kindling','sha256':"
                + "'2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422'},"
                + "'layer1.W':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                + "'layer1.b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}   ",
            "0000803f 000000c0 0000003f"),
        written);
    assertEquals(12, written.length % 8 + 8, "the values begin at a multiple of 8");
    assertArrayEquals(
        file(
            "{'__metadata__':{'format':'kindling','sha256':"
                + "'e77817b649821c634355a917817c1224a360514b1244fe09e832bac4e8ea4440'},"
                + "'b':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}} ",
            "000000000000f0bf"),
        write(List.of(new Tensor("b", Shape.of(1), 0)), DoubleMatrix.of(new double[] {-1}, 1, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void everyValueComesBackInItsPrecision(Precision precision) throws IOException {
    // More than one chunk, and tensors that end within one.
    List<Tensor> tensors =
        List.of(
            new Tensor("a", Shape.of(1, 3, 5, 7), 0),
            new Tensor("b", Shape.of(1000, 401), 105),
            new Tensor("c", Shape.of(2), 401_105));
    Matrix values = precision.vector(401_107);
    for (int i = 0; i < values.size(); i++) {
      values.set(i, Math.sin(i) * Math.pow(10, i % 60 - 30));
    }
    values.set(7, -0.0);
    values.set(8, Double.MIN_VALUE);
    byte[] file = write(tensors, values);
    assertEqual(values, read(tensors, file));
    assertArrayEquals(file, write(tensors, read(tensors, file)));
  }

  @Test
  void tensorsInAnotherOrderAndForeignMetadataAreRead() throws IOException {
    // As Python's save_file writes it: sorted by name, no padding needed, other metadata.
    List<Tensor> tensors =
        List.of(new Tensor("layer2.b", Shape.of(2), 0), new Tensor("layer10.b", Shape.of(1), 2));
    byte[] file =
        file(
            "{'__metadata__':{'author':'me'},"
                + "'layer10.b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                + "'layer2.b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}",
            "0000803f 000000c0 0000003f");
    assertEqual(FloatMatrix.of(new float[] {-2, 0.5f, 1}, 1, 3), read(tensors, file));
  }

  private static void assertRefused(String problem, String header, String values) {
    assertRefused(problem, file(header, values));
  }

  private static void assertRefused(String problem, byte[] file) {
    ModelException error = assertThrows(ModelException.class, () -> read(TENSORS, file));
    assertEquals("w.safetensors: " + problem, error.getMessage());
  }

  private static final String W = "'layer1.W':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]}";
  private static final String B = "'layer1.b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}";
  private static final String VALUES = "0000803f 000000c0 0000003f";

  @Test
  void tensorsThatAreNotTheNetworksAreNamed() {
    assertRefused(
        "does not hold the network's tensors (missing: [layer1.W], not in the network:"
            + " [layer1.weight])",
        "{" + W.replace("layer1.W", "layer1.weight") + "," + B + "}",
        VALUES);
    assertRefused(
        "does not hold the network's tensors (missing: [layer1.b], not in the network: [])",
        "{" + W + "}",
        VALUES);
    assertRefused(
        "layer1.W has the shape [1,2] but the network's has [2,1]",
        "{" + W.replace("[2,1]", "[1,2]") + "," + B + "}",
        VALUES);
    assertRefused(
        "layer1.W has the shape null but the network's has [2,1]",
        "{" + W.replace("shape", "Shape") + "," + B + "}",
        VALUES);
  }

  @Test
  void otherNumberFormatsAreRefused() {
    assertRefused(
        "layer1.b has the dtype \"BF16\" but must have F32 or F64",
        "{" + W + "," + B.replace("F32", "BF16") + "}",
        VALUES);
    assertRefused(
        "layer1.b has the dtype null but must have F32 or F64", "{" + W + ",'layer1.b':1}", VALUES);
    assertRefused(
        "mixes F32 and F64 but all tensors must have one dtype",
        "{" + W + "," + B.replace("F32", "F64").replace("12", "16") + "}",
        VALUES + "0000003f");
  }

  @Test
  void offsetsMustTileTheDataExactly() {
    assertRefused(
        "layer1.b has the data_offsets [8,16] but its values take 4 bytes",
        "{" + W + "," + B.replace("12", "16") + "}",
        VALUES);
    assertRefused(
        "layer1.b begins at byte 4 of the data but the tensor before it ends at 8",
        "{" + W + "," + B.replace("[8,12]", "[4,8]") + "}",
        VALUES);
    assertRefused(
        "layer1.b ends at byte 16 of the data, which has 12; is the file truncated?",
        "{" + W + "," + B.replace("[8,12]", "[12,16]") + "}",
        VALUES);
    assertRefused(
        "layer1.b begins at byte 12 of the data but the tensor before it ends at 8",
        "{" + W + "," + B.replace("[8,12]", "[12,16]") + "}",
        VALUES + VALUES);
    assertRefused("has 2 bytes after its last tensor", "{" + W + "," + B + "}", VALUES + "0000");
    for (String offsets :
        List.of(
            "[-4,0]",
            "[8]",
            "[8.0,12.0]",
            "{'a':8,'b':12}",
            "[8,1e1]",
            "'8,12'",
            "[18446744073709551608,18446744073709551612]")) {
      assertRefused(
          "layer1.b has the data_offsets "
              + offsets.replace("'", "\"").replace("1e1", "10.0")
              + " but they must be [begin, end]",
          "{" + W + "," + B.replace("[8,12]", offsets) + "}",
          VALUES);
    }
  }

  @Test
  void aHeaderLongerThanTheFileIsRefusedBeforeMemoryIsTakenForIt() {
    for (long length : new long[] {1000, 1L << 31, Long.MAX_VALUE, -1}) {
      byte[] file = file("{" + W + "," + B + "}", VALUES);
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(
          "announces a header of "
              + Long.toUnsignedString(length)
              + " bytes, which a file of "
              + file.length
              + " bytes cannot have; it is truncated or not a safetensors file",
          file);
    }
  }

  @Test
  void aHeaderThatNoFileHasIsRefusedHoweverLongTheFile() {
    byte[] start = {0, 0, 0, 0, 1, 0, 0, 0}; // 4 GiB
    ModelException error =
        assertThrows(
            ModelException.class,
            () -> Safetensors.read(new ByteArrayInputStream(start), 1L << 40, TENSORS, "w"));
    assertEquals(
        "w: announces a header of 4294967296 bytes, which a file of 1099511627776 bytes cannot"
            + " have; it is truncated or not a safetensors file",
        error.getMessage());
  }

  @Test
  void aHeaderThatIsNotAnObjectIsRefused() {
    assertRefused("has a header that is not a JSON object", "[1]", VALUES);
    assertRefused("has a header that is not a JSON object", "  ", VALUES);
    assertRefused(
        "has a header that is not JSON: Duplicate field 'layer1.W'",
        "{" + W + "," + W + "," + B + "}",
        VALUES);
  }

  @Test
  void valuesThatAreNotFiniteAreRefusedBothWays() {
    assertRefused(
        "layer1.W holds NaN at index 1 but must be finite",
        "{" + W + "," + B + "}",
        "0000803f 0000c07f 0000003f");
    assertRefused(
        "layer1.b holds -Infinity at index 0 but must be finite",
        "{" + W + "," + B + "}",
        "0000803f 0000803f 000080ff");
    assertMessage(
        "layer1.b holds Infinity at index 0 but must be finite",
        DoubleMatrix.of(new double[] {0, 0, 1 / 0.0}, 1, 3));
  }

  @Test
  void aVectorThatTheTensorsDoNotMakeUpIsNotWritten() {
    assertMessage("the tensors have 3 values but the vector has 4", Precision.FLOAT.vector(4));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> write(List.of(TENSORS.get(1), TENSORS.get(0)), Precision.FLOAT.vector(3)));
    assertEquals("layer1.b begins at 2 of the vector but must at 0", error.getMessage());
  }

  private static void assertMessage(String message, Matrix values) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> write(TENSORS, values)).getMessage());
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] file = write(TENSORS, Precision.DOUBLE.vector(3));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThrows(ModelException.class, () -> read(TENSORS, cut));
    }
  }

  @Test
  void aFileThatEndsBeforeItsLengthSaysWhere() throws IOException {
    byte[] file = write(TENSORS, Precision.DOUBLE.vector(3));
    for (var cut :
        List.of(
            List.of(7, "the header's length"),
            List.of(9, "the header"),
            List.of(file.length - 1, "layer1.b"))) {
      ByteArrayInputStream in = new ByteArrayInputStream(file, 0, (int) cut.get(0));
      ModelException error =
          assertThrows(ModelException.class, () -> Safetensors.read(in, file.length, TENSORS, "w"));
      assertEquals("w: ends within " + cut.get(1) + "; is the file truncated?", error.getMessage());
    }
  }

  @Test
  void anotherValueThanWasWrittenIsRefused() throws IOException {
    byte[] file = write(TENSORS, FloatMatrix.of(new float[] {1, -2, 0.5f}, 1, 3));
    file[file.length - 1] ^= 1;
    assertRefused(
        "does not hold the values that were written: their SHA-256 is"
            + " eccf2edf3eb2795d24380a11a80e71c06446f82f91c63d7d7f979bbfb989df4f but must be"
            + " 2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422 (sha256 in the header);"
            + " is the file damaged?",
        file);
    for (int bit = 0; bit < 12 * 8; bit++) {
      byte[] garbled = write(TENSORS, FloatMatrix.of(new float[] {1, -2, 0.5f}, 1, 3));
      garbled[garbled.length - 1 - bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(ModelException.class, () -> read(TENSORS, garbled));
    }
  }

  @Test
  void noFlippedBitCausesAnythingButARefusalOrAFiniteVector() throws IOException {
    byte[] file = write(TENSORS, FloatMatrix.of(new float[] {1, -2, 0.5f}, 1, 3));
    for (int i = 0; i < file.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] garbled = file.clone();
        garbled[i] ^= (byte) (1 << bit);
        try {
          assertEquals(3, read(TENSORS, garbled).size());
        } catch (ModelException refused) {
          assertEquals("w.safetensors: ", refused.getMessage().substring(0, 15));
        }
      }
    }
  }
}
