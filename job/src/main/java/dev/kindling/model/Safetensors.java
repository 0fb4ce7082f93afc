package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;

/**
 * A flat parameter vector as a safetensors file, which Python, Rust and others read.
 *
 * <p>The format (https://github.com/huggingface/safetensors, section "Format"), all little-endian:
 * the header's length in 8 bytes; the header, which is JSON; the values of each tensor, row-major,
 * without gaps. The free part of the header holds the SHA-256 of the values, so that a bit that was
 * turned over on a disk is found.
 *
 * <p>Writing puts the tensors in the order of the vector, so that the values are the vector as it
 * is. Reading takes them in any order, since other programs sort them by name, but wants exactly
 * the given tensors, with every byte of the file accounted for.
 */
public final class Safetensors {
  private static final int MAX_HEADER_BYTES = 100_000_000; // the reference implementation's limit
  private static final int CHUNK_BYTES = 1 << 20; // a multiple of the bytes of one value

  private Safetensors() {}

  /**
   * Writes a vector; the same vector gives the same bytes.
   *
   * @param tensors what the vector consists of, in its order
   * @throws IllegalArgumentException if the tensors do not make up the vector, or a value is not
   *     finite
   */
  public static void write(OutputStream out, List<Tensor> tensors, Matrix values)
      throws IOException {
    requireFinite(tensors, values);
    MessageDigest digest = Sha256.start();
    writeValues(new DigestOutputStream(OutputStream.nullOutputStream(), digest), values);
    byte[] header = SafetensorsHeader.write(tensors, values, Sha256.end(digest));
    out.write(littleEndian(new byte[Long.BYTES]).putLong(header.length).array());
    out.write(header);
    writeValues(out, values);
  }

  private static void writeValues(OutputStream out, Matrix values) throws IOException {
    ByteBuffer buffer = littleEndian(new byte[CHUNK_BYTES]);
    boolean narrow = values.precision() == Precision.FLOAT;
    for (int i = 0; i < values.size(); i++) {
      if (!buffer.hasRemaining()) {
        out.write(buffer.array());
        buffer.clear();
      }
      if (narrow) {
        buffer.putFloat((float) values.get(i));
      } else {
        buffer.putDouble(values.get(i));
      }
    }
    out.write(buffer.array(), 0, buffer.position());
  }

  /**
   * Reads a vector, in the precision that it was written in.
   *
   * @param length the file's length in bytes
   * @param tensors what the vector must consist of, in its order
   * @param source the file's name, for messages
   * @throws ModelException if the file is not well-formed, does not hold exactly these tensors, or
   *     holds a value that is not finite
   */
  public static Matrix read(InputStream in, long length, List<Tensor> tensors, String source)
      throws IOException {
    try {
      return read(in, length, tensors);
    } catch (IllegalArgumentException e) {
      throw new ModelException(source + ": " + e.getMessage(), e);
    }
  }

  private static Matrix read(InputStream in, long length, List<Tensor> tensors) throws IOException {
    byte[] json = new byte[headerLength(in, length)];
    fill(json, json.length, in, "the header");
    long dataLength = length - Long.BYTES - json.length;
    SafetensorsHeader header = SafetensorsHeader.read(json, dataLength, tensors);
    Matrix values = header.precision().vector((int) (dataLength / header.precision().bytes()));
    ByteBuffer buffer = littleEndian(new byte[(int) Math.min(CHUNK_BYTES, dataLength)]);
    MessageDigest digest = Sha256.start();
    InputStream data = new DigestInputStream(in, digest);
    for (Tensor tensor : header.tensorsInFile()) {
      readValues(data, tensor, values, buffer);
    }
    requireFinite(tensors, values);
    requireSame(header.sha256(), Sha256.end(digest));
    return values;
  }

  /** Other programs may write no digest; one that is there must hold. */
  private static void requireSame(String written, String read) {
    if (written != null && !written.equals(read)) {
      throw new IllegalArgumentException(
          "does not hold the values that were written: their SHA-256 is %s but must be %s (%s in the header); is the file damaged?"
              .formatted(read, written, SafetensorsHeader.SHA_256));
    }
  }

  private static int headerLength(InputStream in, long length) throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    fill(bytes, bytes.length, in, "the header's length");
    long headerLength = littleEndian(bytes).getLong();
    if (headerLength < 0 || headerLength > Math.min(length - Long.BYTES, MAX_HEADER_BYTES)) {
      throw new IllegalArgumentException(
          "announces a header of "
              + Long.toUnsignedString(headerLength)
              + " bytes, which a file of "
              + length
              + " bytes cannot have; it is truncated or not a safetensors file");
    }
    return (int) headerLength;
  }

  private static void readValues(InputStream in, Tensor tensor, Matrix values, ByteBuffer buffer)
      throws IOException {
    boolean narrow = values.precision() == Precision.FLOAT;
    int i = tensor.offset();
    int end = i + tensor.shape().size();
    while (i < end) {
      int bytes = (int) Math.min(buffer.capacity(), (end - i) * (long) values.precision().bytes());
      fill(buffer.array(), bytes, in, tensor.name());
      buffer.clear().limit(bytes);
      while (buffer.hasRemaining()) {
        values.set(i++, narrow ? buffer.getFloat() : buffer.getDouble());
      }
    }
  }

  private static void fill(byte[] bytes, int count, InputStream in, String what)
      throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw new IllegalArgumentException("ends within " + what + "; is the file truncated?");
    }
  }

  private static void requireFinite(List<Tensor> tensors, Matrix values) {
    if (values.isFinite()) {
      return;
    }
    for (Tensor tensor : tensors) {
      for (int i = 0; i < tensor.shape().size(); i++) {
        double value = values.get(tensor.offset() + i);
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              tensor.name() + " holds " + value + " at index " + i + " but must be finite");
        }
      }
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
