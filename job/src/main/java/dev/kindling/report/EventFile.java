package dev.kindling.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The records of a file that TensorBoard reads: messages {@code Event} of TensorFlow's {@code
 * event.proto}, each framed by its length and checksums as in a TFRecord file. The numbers of the
 * fields stand here since no library at hand has the generated classes without TensorFlow itself.
 */
public final class EventFile {
  private static final int WALL_TIME = 1; // double, seconds; of an Event
  private static final int STEP = 2; // int64
  private static final int FILE_VERSION = 3; // string
  private static final int SUMMARY = 5; // message Summary
  private static final int VALUE = 1; // repeated message Value, of a Summary
  private static final int TAG = 1; // string; of a Value
  private static final int SIMPLE_VALUE = 2; // float

  private static final int MASK_DELTA = 0xa282ead8; // of TensorFlow's crc32c.h

  /** Writes the fields of a message. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private EventFile() {}

  /** A name for a file, which TensorBoard knows by it, and orders by its time. */
  public static String name(long seconds) {
    return "events.out.tfevents.%010d.kindling".formatted(seconds);
  }

  /** The first record of a file. */
  public static byte[] header(double seconds) {
    return record(
        message(
            out -> {
              out.writeDouble(WALL_TIME, seconds);
              out.writeString(FILE_VERSION, "brain.Event:2");
            }));
  }

  /**
   * A record of numbers at a step.
   *
   * @param seconds since 1970
   * @param scalars numbers by their tags; TensorBoard groups those that agree before a slash
   */
  public static byte[] scalars(double seconds, long step, Map<String, Double> scalars) {
    byte[] summary =
        message(
            out -> {
              for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
                out.writeByteArray(VALUE, value(scalar.getKey(), scalar.getValue().floatValue()));
              }
            });
    return record(
        message(
            out -> {
              out.writeDouble(WALL_TIME, seconds);
              out.writeInt64(STEP, step);
              out.writeByteArray(SUMMARY, summary);
            }));
  }

  private static byte[] value(String tag, float number) {
    return message(
        out -> {
          out.writeString(TAG, tag);
          out.writeFloat(SIMPLE_VALUE, number);
        });
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
    return bytes.toByteArray();
  }

  /** The length, its checksum, the data, its checksum; little-endian. */
  private static byte[] record(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(8 + 4 + data.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length).putInt(checksum(record.array(), 8)).put(data);
    return record.putInt(checksum(data, data.length)).array();
  }

  /** A CRC, masked, as a CRC of data that hold CRCs is weak. */
  private static int checksum(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
