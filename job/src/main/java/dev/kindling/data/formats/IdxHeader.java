package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The beginning of an IDX file, as the page of the MNIST database (LeCun, Cortes and Burges)
 * describes it: two bytes 0, a byte for the type of the values, a byte for the number of
 * dimensions, then each dimension in four bytes, big-endian. The values follow, the last dimension
 * changing fastest.
 *
 * @param dimensions N, the number of rows, then the sides of each row
 */
record IdxHeader(List<Integer> dimensions) implements Serializable {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final Map<Integer, String> TYPES =
      Map.of(
          UNSIGNED_BYTE,
          "unsigned bytes",
          0x09,
          "signed bytes",
          0x0b,
          "shorts",
          0x0c,
          "ints",
          0x0d,
          "floats",
          0x0e,
          "doubles");

  /**
   * Reads the header of a file of unsigned bytes.
   *
   * @param file its name for messages
   * @throws DataException if the file does not begin with one
   */
  static IdxHeader read(InputStream in, String file) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length == 0) {
      throw new DataException(file + " is empty: there are no rows to read");
    }
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
      throw new DataException(
          file
              + " is no IDX file: it begins with "
              + HexFormat.ofDelimiter(" ").formatHex(magic)
              + " but must with 00 00, the type of the values and the number of dimensions"
              + (isGzip(magic) ? "; the name of a gzip file must end in .gz" : ""));
    }
    if (magic[2] != UNSIGNED_BYTE) {
      int type = magic[2] & 0xff;
      throw new DataException(
          "%s holds %s (type 0x%02x in byte 2) but must hold unsigned bytes (0x08)"
              .formatted(file, TYPES.getOrDefault(type, "values of an unknown type"), type));
    }
    int count = magic[3] & 0xff;
    byte[] sides = in.readNBytes(Integer.BYTES * count);
    if (sides.length < Integer.BYTES * count) {
      throw new DataException(
          "%s ends after %d bytes, within its header, which should list %d dimensions"
              .formatted(file, magic.length + sides.length, count));
    }
    List<Integer> dimensions = new ArrayList<>();
    for (ByteBuffer each = ByteBuffer.wrap(sides); each.hasRemaining(); ) {
      dimensions.add(each.getInt());
    }
    check(dimensions, file);
    return new IdxHeader(dimensions);
  }

  private static void check(List<Integer> dimensions, String file) {
    if (dimensions.isEmpty()) {
      throw new DataException(file + " has no dimensions (byte 3 is 0): there are no rows to read");
    }
    long rowSize = 1;
    for (int d = 0; d < dimensions.size(); d++) {
      int side = dimensions.get(d);
      rowSize *= d == 0 ? 1 : side;
      if (side < 1 || rowSize > Integer.MAX_VALUE) {
        throw new DataException(
            file
                + " has the dimensions "
                + show(dimensions)
                + " but each must be at least 1 and a row can have 2147483647 values");
      }
    }
  }

  private static String show(List<Integer> sides) {
    return sides.stream().map(String::valueOf).collect(Collectors.joining(" x ", "[", "]"));
  }

  private static boolean isGzip(byte[] magic) {
    return magic.length > 1 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
  }

  int rows() {
    return dimensions.get(0);
  }

  /** The sides of one row; none where a row is one value. */
  List<Integer> sides() {
    return dimensions.subList(1, dimensions.size());
  }

  /** How many values a row has, one byte each. */
  int rowSize() {
    return sides().stream().reduce(1, (a, b) -> a * b);
  }

  /** Where in the file a row begins; that of the row after the last is the file's length. */
  long offset(long row) {
    return Integer.BYTES + (long) Integer.BYTES * dimensions.size() + row * rowSize();
  }
}
