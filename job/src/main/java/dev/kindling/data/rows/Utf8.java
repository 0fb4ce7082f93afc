package dev.kindling.data.rows;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/** Lines of text in UTF-8. A line of another encoding is refused. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD'; // of bytes that are no UTF-8

  private Utf8() {}

  /** That a line is no UTF-8; the message follows the line's place. */
  private static final class NotUtf8Exception extends CharacterCodingException {
    private static final long serialVersionUID = 1;

    private final String message;

    NotUtf8Exception(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  /**
   * A line's text.
   *
   * @param start where it begins in its file, in bytes; 0 also where there is a byte order mark,
   *     which is not among the line's
   * @param bytes of which the first {@code length} are the line's
   * @param place words for a place in the file, after its name
   * @throws UncheckedIOException with a {@link CharacterCodingException} if it is no UTF-8
   */
  static String line(long start, byte[] bytes, int length, LongFunction<String> place) {
    if (start == 0 && length >= InputFiles.BEGINNING) {
      checkBeginning(bytes);
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) { // which may stand in the file itself
      int bad = firstBad(bytes, length);
      if (bad < length) {
        throw notUtf8(
            "must be UTF-8 but has the byte %02X%s (if it is Latin-1, iconv -f LATIN1 -t UTF-8 makes it that)"
                .formatted(
                    bytes[bad],
                    start == 0
                        ? " at %d of the first line".formatted(bad)
                        : place.apply(start + bad)));
      }
    }
    return text;
  }

  private static void checkBeginning(byte[] bytes) {
    if (InputFiles.isParquet(bytes)) {
      throw notUtf8(
          "is Parquet, no text: data.format: parquet (describe --format parquet) reads it");
    }
    if (isIdx(bytes)) {
      throw notUtf8(
          "is IDX (images or their labels), no text: data.format: idx reads it (init --kind images writes a configuration)");
    }
    if (isUtf32(bytes)) {
      throw notUtf8(
          "is UTF-32 but must be UTF-8 (iconv, with UTF-32LE or UTF-32BE, makes it that)");
    }
    if (isUtf16(bytes)) {
      throw notUtf8(
          "is UTF-16 but must be UTF-8 (iconv, with UTF-16LE or UTF-16BE, makes it that)");
    }
  }

  /** Whether a file begins as IDX does: two bytes 0, a type, up to nine dimensions. */
  private static boolean isIdx(byte[] bytes) {
    return bytes[0] == 0
        && bytes[1] == 0
        && bytes[2] >= 0x08
        && bytes[2] <= 0x0e
        && bytes[3] > 0
        && bytes[3] < 10;
  }

  private static UncheckedIOException notUtf8(String problem) {
    return new UncheckedIOException(new NotUtf8Exception(problem));
  }

  /** Whether a file begins with UTF-32's byte order mark, or with one of its ASCII characters. */
  private static boolean isUtf32(byte[] bytes) {
    int first = ByteBuffer.wrap(bytes).getInt();
    int turned = Integer.reverseBytes(first);
    return first == 0xFEFF || turned == 0xFEFF || isAscii(first) || isAscii(turned);
  }

  private static boolean isAscii(int character) {
    return character > 0 && character < 0x80;
  }

  /** Whether a file begins with UTF-16's byte order mark, or with one of its ASCII characters. */
  private static boolean isUtf16(byte[] bytes) {
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    return first == 0xFF && second == 0xFE
        || first == 0xFE && second == 0xFF
        || first == 0 != (second == 0);
  }

  /** Where bytes stop being UTF-8; {@code length} if they do not. */
  private static int firstBad(byte[] bytes, int length) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    decoder.decode(in, CharBuffer.allocate(length), true);
    return in.position();
  }
}
