package dev.kindling.sums;

import java.util.Locale;

/** Bytes as people read them. */
public final class ByteSize {
  private ByteSize() {}

  /** Megabytes that are enough for so many bytes. */
  public static long megabytes(long bytes) {
    return (bytes >> 20) + 1;
  }

  /** {@code 1,234 MB}, or KB where that is little. */
  public static String show(long bytes) {
    return bytes < 10 << 20
        ? String.format(Locale.ROOT, "%,d KB", (bytes + 1023) >> 10)
        : String.format(Locale.ROOT, "%,d MB", (bytes + (1 << 19)) >> 20);
  }
}
