package dev.kindling.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What of a configuration is no one else's business: it is not shown, and not sent elsewhere. */
public final class Secrets {
  private static final String MASK = "***";
  private static final String NAMES =
      "secret|password|passwd|passphrase|pwd|token|credential|signature|(?:access|account|api)[._-]?key";

  /** Spark's own setting spark.redaction.regex, and what other programs call them. */
  private static final Pattern NAME = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "((?:" + NAMES + ")[\\w.-]*\\s*=\\s*)(?:'[^']*'|\"[^\"]*\"|[^\\s&;,'\"]+)",
          Pattern.CASE_INSENSITIVE);

  /** In an address. One that has a slash, as keys of S3 do, is told from a port and a path. */
  private static final Pattern PASSWORD =
      Pattern.compile("://[^/@\\s:]*:(?:[^/\\s]*@|(?!\\d+(?:[/\\s,;]|$))[^@\\s]*@)");

  private Secrets() {}

  /** Whether a text names a secret. */
  public static boolean areNamed(String text) {
    return NAME.matcher(text).find();
  }

  /**
   * A text without the password of an address, {@code hdfs://user:password@host}, and without
   * values that are assigned to what names a secret, {@code jdbc:x://host?password=abc}.
   */
  public static String masked(String text) {
    String withoutPasswords = PASSWORD.matcher(text).replaceAll("://" + MASK + "@");
    return ASSIGNED.matcher(withoutPasswords).replaceAll("$1" + MASK);
  }

  /** The value of a setting, masked where it is a secret, or where it holds one. */
  public static String masked(String key, String value) {
    return areNamed(key) ? MASK : masked(value);
  }

  /**
   * Plain values with what their texts hold masked. Keys may be names of columns and say nothing.
   */
  public static Object masked(Object value) {
    if (value instanceof String text) {
      return masked(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> masked((Object) item)).toList();
    }
    return value instanceof Map<?, ?> map ? masked(map) : value;
  }

  /** The same of a map. */
  public static <K> Map<K, Object> masked(Map<K, ?> map) {
    Map<K, Object> masked = new LinkedHashMap<>();
    map.forEach((key, value) -> masked.put(key, masked((Object) value)));
    return masked;
  }
}
