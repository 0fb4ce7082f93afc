package dev.kindling.testing;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Files that were whole once: some bytes are changed, lost, repeated, or are numbers and words that
 * parsers trip over.
 */
public final class Mutations {
  private static final List<String> TOKENS =
      List.of(
          "-1",
          "0",
          "1e400",
          "-0",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "1e-400",
          "NaN",
          "Infinity",
          "null",
          "true",
          "\"\"",
          "[]",
          "{}",
          "[[[[[[[[[[[[[[[[",
          "{{{{{{",
          "\"",
          "'",
          ",",
          ";",
          ":",
          "\n",
          "\r",
          "\t",
          "\0",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\ud83d\ude00",
          "../../../etc/passwd",
          "/etc/passwd",
          "%s%n",
          "!!java.net.URL [\"http://127.0.0.1\"]",
          "!!binary x",
          "!<tag:yaml.org,2002:set> {a}",
          "&a [*a]",
          "*a",
          "&a ",
          "<<: ",
          "- ",
          "? ",
          "|\n",
          ">\n",
          "%YAML 1.1\n---\n",
          "---\n",
          "...\n",
          "\\x",
          "\\u12",
          "0x1p3",
          "1d");

  private Mutations() {}

  /** Mutated copies of a file; how often they change is left to jqwik. */
  public static Arbitrary<byte[]> of(byte[] whole) {
    return Arbitraries.randomValue(random -> mutate(whole, random));
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole;
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return token(random);
    }
    int at = random.nextInt(bytes.length);
    if (random.nextInt(3) == 0) { // most of what matters is in a file's first bytes
      at = random.nextInt(Math.min(bytes.length, 64));
    }
    int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 200));
    return switch (random.nextInt(8)) {
      case 0 -> {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 1 -> splice(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
      case 2 -> splice(bytes, at, length, new byte[0]);
      case 3 -> splice(bytes, at, 0, ByteBuffer.wrap(bytes, at, length).slice());
      case 4 -> splice(bytes, at, bytes.length - at, new byte[0]);
      case 5 -> splice(bytes, at, Math.min(8, bytes.length - at), number(random));
      case 6 -> splice(bytes, at, length, token(random));
      default -> splice(bytes, at, 0, token(random));
    };
  }

  private static byte[] token(Random random) {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
  }

  /** Sizes that files declare, in either byte order. */
  private static byte[] number(Random random) {
    long[] sizes = {-1, Long.MAX_VALUE, Integer.MAX_VALUE, 1L << 32, Long.MIN_VALUE, 1L << 31};
    return ByteBuffer.allocate(Long.BYTES)
        .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .putLong(sizes[random.nextInt(sizes.length)])
        .array();
  }

  private static byte[] splice(byte[] bytes, int at, int lost, ByteBuffer gained) {
    byte[] copy = new byte[gained.remaining()];
    gained.get(copy);
    return splice(bytes, at, lost, copy);
  }

  private static byte[] splice(byte[] bytes, int at, int lost, byte[] gained) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(gained);
    out.write(bytes, at + lost, bytes.length - at - lost);
    return out.toByteArray();
  }

  /** Code that may throw anything. */
  @FunctionalInterface
  public interface Reading {
    void run() throws Exception;
  }

  /**
   * Reads, and allows for the given exceptions and for memory in proportion to the file.
   *
   * @throws AssertionError for more than 100 bytes for each of the file's, and 64 MB for what is
   *     loaded at first and the parsers' own buffers
   */
  @SafeVarargs
  public static void read(int length, Reading reading, Class<? extends Exception>... documented) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      for (Class<? extends Exception> kind : documented) {
        if (kind.isInstance(e)) {
          if (e.getMessage() == null || e.getMessage().isBlank()) {
            throw new AssertionError("says nothing", e);
          }
          return;
        }
      }
      throw new AssertionError("not documented: " + e, e);
    } finally {
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated > 100L * length + (64 << 20)) {
        throw new AssertionError(allocated + " bytes for a file of " + length);
      }
    }
  }
}
