package dev.kindling.config;

import java.util.regex.Pattern;

/** What of a configuration is no one else's business: it is not shown, and not sent elsewhere. */
public final class Secrets {
  private static final String MASK = "***";
  private static final String NAMES = "secret|password|token|access[._]?key";

  /** As Spark's own setting spark.redaction.regex. */
  private static final Pattern NAME = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);

  private static final Pattern ASSIGNED =
      Pattern.compile("((?:" + NAMES + ")[\\w.-]*=)[^\\s&;,]+", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Whether a text names a secret. */
  public static boolean areNamed(String text) {
    return NAME.matcher(text).find();
  }

  /** A text without the password of an address, {@code hdfs://user:password@host}. */
  public static String withoutPasswords(String text) {
    return text.replaceAll("://[^/@\\s:]*:[^/@\\s]*@", "://" + MASK + "@");
  }

  /** The value of a key, masked where it is a secret, or where it holds one. */
  public static String masked(String key, String value) {
    return areNamed(key) ? MASK : ASSIGNED.matcher(withoutPasswords(value)).replaceAll("$1" + MASK);
  }
}
