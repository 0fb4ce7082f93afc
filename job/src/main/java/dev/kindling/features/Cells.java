package dev.kindling.features;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.kindling.features.CellException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.zip.CRC32C;

/** What the text in a cell of a table means. */
public final class Cells {
  private static final Set<String> MISSING =
      Set.of("", "?", "NA", "N/A", "na", "n/a", "NaN", "nan", "NULL", "null");

  /** As other programs write what Java writes as NaN and Infinity. */
  private static final Pattern INFINITE =
      Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

  private static final long EXACT = 1L << 53; // up to which a double is any whole number
  private static final double[] POWERS_OF_TEN = // 1e0 to 1e22, exact all of them
      DoubleStream.iterate(1, power -> 10 * power).limit(23).toArray();

  private Cells() {}

  /** Whether the text is one of those that mean that there is no value. */
  public static boolean isMissing(String text) {
    return text == null || MISSING.contains(text.strip());
  }

  /** The texts, without the space around them, that mean that there is no value; in their order. */
  public static SortedSet<String> missing() {
    return new TreeSet<>(MISSING);
  }

  /**
   * The number that a text is.
   *
   * @throws CellException if it is none, or one that is not finite in float
   */
  public static double number(String text) throws CellException {
    if (text == null || text.isBlank()) {
      throw new CellException(Fault.EMPTY, "is empty but must be a number");
    }
    double value;
    try {
      if (isJavas(text)) {
        throw new NumberFormatException();
      }
      value = NumberInput.parseDouble(text, true); // as Double.parseDouble, in a third of the time
    } catch (NumberFormatException e) {
      throw INFINITE.matcher(text.strip()).matches()
          ? notFinite(text)
          : new CellException(Fault.NOT_A_NUMBER, "is \"" + text + "\" but must be a number");
    }
    if (!Float.isFinite((float) value)) {
      throw notFinite(text);
    }
    return value;
  }

  /**
   * The number that a text is if it is a decimal fraction of few digits and no more, such as {@code
   * -12.5}: the same as {@link #number} gives, in less time. Both the digits and the power of ten
   * are exact, so their quotient is rounded once and right (Clinger 1990).
   *
   * @param to the end, not included
   * @return NaN for any other text
   */
  public static double decimal(char[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (negative || at < to && text[at] == '+') {
      at++;
    }
    int point = to;
    int count = 0;
    long digits = 0;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        count++;
        digits = 10 * digits + digit;
        if (digits > EXACT) {
          return Double.NaN;
        }
      } else if (text[at] == '.' && point == to) {
        point = at;
      } else {
        return Double.NaN;
      }
    }
    int decimals = Math.max(0, to - 1 - point);
    if (count == 0 || decimals >= POWERS_OF_TEN.length) {
      return Double.NaN;
    }
    double x = digits / POWERS_OF_TEN[decimals];
    return negative ? -x : x;
  }

  /** Whether a text may be a number in Java's source alone, as 12d and 0x1p3 are. */
  private static boolean isJavas(String text) {
    String word = text.trim();
    return word.isEmpty()
        || "dDfF".indexOf(word.charAt(word.length() - 1)) >= 0
        || word.indexOf('x') >= 0
        || word.indexOf('X') >= 0;
  }

  private static CellException notFinite(String text) {
    return new CellException(
        Fault.NOT_FINITE, "is " + text + " but must be a finite number (in float)");
  }

  /** The bucket of a text: the CRC-32C (RFC 3720, B.4) of its UTF-8, modulo their number. */
  static int bucket(String text, int buckets) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % buckets);
  }
}
