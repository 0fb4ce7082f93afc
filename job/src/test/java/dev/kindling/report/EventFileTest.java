package dev.kindling.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class EventFileTest {

  /**
   * The messages of a file, once the checksums have been found right.
   *
   * @throws IllegalArgumentException if a checksum is wrong or bytes are left over
   */
  public static List<UnknownFieldSet> read(byte[] file) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<UnknownFieldSet> messages = new ArrayList<>();
    while (in.hasRemaining()) {
      int at = in.position();
      int length = Math.toIntExact(in.getLong());
      check(in.getInt(), Arrays.copyOfRange(file, at, at + 8));
      byte[] data = new byte[length];
      in.get(data);
      check(in.getInt(), data);
      messages.add(UnknownFieldSet.parseFrom(data));
    }
    return messages;
  }

  private static void check(int masked, byte[] data) {
    int crc = Integer.rotateLeft(masked - 0xa282ead8, 15);
    if (crc != crc32c(data)) {
      throw new IllegalArgumentException("wrong checksum of " + data.length + " bytes");
    }
  }

  /** Bit by bit, from the polynomial of RFC 3720. */
  private static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    return ~crc;
  }

  private static double wallTime(UnknownFieldSet event) {
    return Double.longBitsToDouble(event.getField(1).getFixed64List().get(0));
  }

  /** The numbers of an event by their tags. */
  public static Map<String, Float> scalars(UnknownFieldSet event) throws Exception {
    Map<String, Float> scalars = new LinkedHashMap<>();
    UnknownFieldSet summary =
        UnknownFieldSet.parseFrom(event.getField(5).getLengthDelimitedList().get(0));
    for (var bytes : summary.getField(1).getLengthDelimitedList()) {
      UnknownFieldSet value = UnknownFieldSet.parseFrom(bytes);
      scalars.put(
          value.getField(1).getLengthDelimitedList().get(0).toStringUtf8(),
          Float.intBitsToFloat(value.getField(2).getFixed32List().get(0)));
    }
    return scalars;
  }

  @Test
  void aFileBeginsAsThoseOfTensorFlowDo() throws Exception {
    byte[] header = EventFile.header(1.5e9);
    // The length 24 and its checksum, then a double.
    assertArrayEquals(
        HexFormat.of().parseHex("1800000000000000a37f4b2209"), Arrays.copyOf(header, 13));
    UnknownFieldSet event = read(header).get(0);
    assertEquals(1.5e9, wallTime(event));
    assertEquals("brain.Event:2", event.getField(3).getLengthDelimitedList().get(0).toStringUtf8());
  }

  @Test
  void numbersComeBackByTheirTags() throws Exception {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("loss/train", 0.25);
    scalars.put("größe", -1e-3);
    UnknownFieldSet event = read(EventFile.scalars(1.5e9 + 0.25, 300, scalars)).get(0);
    assertEquals(1.5e9 + 0.25, wallTime(event));
    assertEquals(300, event.getField(2).getVarintList().get(0));
    assertEquals(Map.of("loss/train", 0.25f, "größe", -1e-3f), scalars(event));
  }

  @Test
  void aChangedByteIsFound() {
    byte[] record = EventFile.scalars(0, 1, Map.of("loss", 1.0));
    for (int i = 8; i < record.length; i++) {
      byte[] changed = record.clone();
      changed[i] ^= 1;
      assertThrows(IllegalArgumentException.class, () -> read(changed));
    }
  }

  @Test
  void namesSortByTime() {
    assertTrue(EventFile.name(1_500_000_000).startsWith("events.out.tfevents.1500000000."));
    assertTrue(EventFile.name(999_999_999).compareTo(EventFile.name(1_000_000_000)) < 0);
  }
}
