package dev.kindling.data.describe;

import java.util.Map;

/** Columns for tests. */
public final class ColumnProfiles {
  private ColumnProfiles() {}

  /** Of values that are texts, each so often. */
  public static ColumnProfile text(String name, Map<String, Long> counts) {
    return withCommas(name, counts, null);
  }

  /** The same where some look like numbers written with commas. */
  static ColumnProfile withCommas(String name, Map<String, Long> counts, String first) {
    long present = counts.values().stream().mapToLong(count -> count).sum();
    return new ColumnProfile(
        name,
        null,
        false,
        false,
        present,
        0,
        new Mistakes(),
        null,
        Double.NaN,
        counts,
        false,
        first);
  }
}
