package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
  private static String line(long start, byte[] bytes) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3); // as Hadoop's buffer of a longer line
    longer[bytes.length] = (byte) 0xE9;
    return Utf8.line(start, longer, bytes.length, at -> " at " + at);
  }

  @Test
  void textInUtf8IsItselfEvenWithReplacementCharacters() {
    for (String text :
        new String[] {"", "a", "ab", "PAR1,PAR2,y", "1,2.5,no", "fée", "\uFFFD", "日本,😀"}) {
      assertEquals(text, line(0, text.getBytes(StandardCharsets.UTF_8)));
    }
    assertEquals("\0\0\b\0xy", line(0, new byte[] {0, 0, 8, 0, 'x', 'y'}));
    assertEquals("a\0bc\0", line(7, "a\0bc\0".getBytes(StandardCharsets.UTF_8)), "no file begins");
  }

  @ParameterizedTest
  @CsvSource({
    "0,  66E965,       has the byte E9 at 1 of the first line (",
    "40, 612CC3,       has the byte C3 at 42 (", // cut off
    "40, EFBFBD2CFF,   has the byte FF at 44 (", // after a replacement character of its own
    "0,  FFFE61000A,   is UTF-16",
    "0,  FEFF0061002C, is UTF-16",
    "0,  61002C0062,   is UTF-16",
    "0,  0061002C0062, is UTF-16",
    "0,  FFFE000061,   is UTF-32",
    "0,  0000FEFF00,   is UTF-32",
    "0,  6100000062,   is UTF-32",
    "0,  0000006100,   is UTF-32",
    "0,  504152311504, is Parquet",
    "0,  0000080300,   is IDX (images or their labels)",
    "0,  0000080100,   is IDX",
  })
  void anythingElseIsToldByItsPlace(long start, String hex, String problem) {
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> line(start, HexFormat.of().parseHex(hex)));
    assertEquals(CharacterCodingException.class, e.getCause().getClass().getSuperclass());
    String told = InputFiles.unreadable(e.getCause());
    assertTrue(told.contains(problem), told);
  }
}
