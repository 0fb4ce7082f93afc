package dev.kindling.data.rows;

import dev.kindling.data.rows.RejectedRow.Reason;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;

/**
 * The rows of an input that are no examples.
 *
 * @param input what the user calls it
 * @param examples how many rows are good
 * @param byReason in the order of their first occurrence
 * @param rows they themselves, in the order of the files; the input is read once more for them
 */
public record RejectedRows(
    String input, long examples, Map<Reason, Tally> byReason, JavaRDD<RejectedRow> rows) {

  /**
   * How many there are of a kind.
   *
   * @param first where the first one is and what is wrong with it
   */
  public record Tally(long count, String first) {
    Tally plus(Tally later) {
      return new Tally(count + later.count, first);
    }
  }

  public long count() {
    return byReason.values().stream().mapToLong(Tally::count).sum();
  }

  /** Their share of all rows. */
  double share() {
    long count = count();
    return count == 0 ? 0 : count / (double) (count + examples);
  }

  /** What is wrong with the first of them, and how many more there are. */
  String first() {
    String first = byReason.values().iterator().next().first();
    return count() == 1
        ? first
        : "%s (the first of %d bad rows: %s)"
            .formatted(
                first,
                count(),
                byReason.entrySet().stream()
                    .map(reason -> reason.getValue().count() + " " + reason.getKey())
                    .collect(Collectors.joining(", ")));
  }

  /** {@code 2 not_a_number, first a.csv line 3 column 0 is "x" but must be a number; ...}. */
  public String reasons() {
    return byReason.entrySet().stream()
        .map(
            reason ->
                "%d %s, first %s"
                    .formatted(
                        reason.getValue().count(), reason.getKey(), reason.getValue().first()))
        .collect(Collectors.joining("; "));
  }

  /** {@code 2 of 100 rows of a.csv are bad}. */
  @Override
  public String toString() {
    return "%d of %d rows of %s %s bad"
        .formatted(count(), count() + examples, input, count() == 1 ? "is" : "are");
  }
}
