package dev.kindling.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How values, ranges, counts and suggestions read in messages. */
public final class Wording {
  static final String MAP = "a map (key: value)";
  private static final int MAX_LENGTH = 80;

  private Wording() {}

  /** A value as a person would write it, cut to a readable length. */
  static String show(Object value) {
    String text = write(value);
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
  }

  private static String write(Object value) {
    if (value == null) {
      return "empty";
    } else if (value instanceof String text) {
      return '"' + text.replace("\n", "\\n") + '"';
    } else if (value instanceof List<?> list) {
      return list.stream().map(Wording::write).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + write(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }

  /** {@code 1 epoch}, {@code 1,234 epochs}. */
  public static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** A loss or an error: {@code 0.0733}, {@code 254,464,995} or {@code 3.7123e-17}. */
  public static String number(double value) {
    double size = Math.abs(value);
    boolean ordinary = size == 0 || (size >= 0.001 && size <= 1e5);
    boolean whole = size > 1e5 && size < 1e15;
    return String.format(Locale.ROOT, ordinary ? "%.4f" : whole ? "%,.0f" : "%.4e", value);
  }

  /** What is measured against 1, such as an accuracy or R2: {@code 0.0004} of it is just little. */
  public static String share(double value) {
    return Math.abs(value) < 1 ? String.format(Locale.ROOT, "%.4f", value) : number(value);
  }

  /** A metric such as {@code accuracy} or {@code validation_rmse}. */
  public static String metric(String name, double value) {
    return name.endsWith("accuracy") || name.endsWith("r2") ? share(value) : number(value);
  }

  /** A number of a table: five digits, or all before the point: {@code 12.500}, {@code 372,597}. */
  public static String digits(double value) {
    String five = String.format(Locale.ROOT, "%.5g", value);
    return five.contains("e") ? number(value) : five;
  }

  static String wholeNumber(long min, long max) {
    return "a whole number from " + min + " to " + max;
  }

  /** Bounds of the size of {@code Double.MAX_VALUE} are no bounds to a reader. */
  static String number(double min, double max) {
    boolean bounded = max < Double.MAX_VALUE;
    if (min <= -Double.MAX_VALUE) {
      return bounded ? "a number of at most " + bound(max) : "a finite number";
    }
    return bounded
        ? "a number from " + bound(min) + " to " + bound(max)
        : "a number of at least " + bound(min);
  }

  private static String bound(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** {@code one of mean, sum; did you mean sum?} */
  static String oneOf(Collection<String> legal, Object given) {
    Optional<String> near = given instanceof String text ? nearest(text, legal) : Optional.empty();
    return "one of " + String.join(", ", legal) + near.map(Wording::didYouMean).orElse("");
  }

  /** {@code ; did you mean sum?} */
  public static String didYouMean(String name) {
    return "; did you mean " + name + "?";
  }

  /** The candidate that {@code name} is probably a misspelling of, if any. */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    int tolerance = Math.max(1, Math.min(3, name.length() / 3));
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= tolerance)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Edits between two names: insert, delete, replace or swap neighbours, whatever the case. */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
