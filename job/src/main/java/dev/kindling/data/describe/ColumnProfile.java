package dev.kindling.data.describe;

import dev.kindling.data.Classes;
import dev.kindling.data.Moments;
import dev.kindling.data.formats.CsvParsing;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;

/**
 * What a column of a table holds.
 *
 * @param type that the table gives it; null in a CSV file, where its cells are all that is known
 * @param isNumber whether its cells are numbers, but for a few; a text of digits is none where the
 *     table says that it is text
 * @param whole whether those that are numbers have no fractions
 * @param present how many cells have a value
 * @param missing how many have none
 * @param mistakes those of a column of numbers that are none, or none that is finite
 * @param numbers the moments of the cells that are numbers; null if none is
 * @param median of the numbers, to 0.1%; NaN of a column with texts beside them
 * @param counts how often each different text occurs; null if there are too many
 * @param isTime whether its cells are dates or timestamps, but for a few
 * @param withCommas of a text that is one since its numbers, as all cells are but for a few, are
 *     written with commas, the first of these: {@code 1,5}, {@code 1,234} or {@code 1,234.5};
 *     otherwise null
 */
public record ColumnProfile(
    String name,
    DataType type,
    boolean isNumber,
    boolean whole,
    long present,
    long missing,
    Mistakes mistakes,
    Moments numbers,
    double median,
    Map<String, Long> counts,
    boolean isTime,
    String withCommas) {
  /** What to say of numbers with commas, which may be those of thousands or of decimals. */
  public static final String COMMAS = "numbers written with commas are texts here: write 1234.5";

  private static final int MOST_INPUTS = 50; // of one_hot
  private static final int BUCKETS = 64;
  private static final int FEW_ROWS = 20;
  private static final double NEARLY_ALL = 0.95;
  private static final double LONG_TAIL = 10;

  /** The texts, the most frequent first, of as frequent ones in their order; none if too many. */
  public List<String> values() {
    return counts == null
        ? List.of()
        : counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
  }

  /** How often each class occurs where this is the label, in {@link Classes#order}. */
  public Map<String, Long> classes() {
    Map<String, Long> classes = new HashMap<>();
    counts.forEach((text, count) -> classes.merge(CsvParsing.canonical(text), count, Long::sum));
    Map<String, Long> ordered = new TreeMap<>(Classes.order(classes.keySet()));
    ordered.putAll(classes);
    return ordered;
  }

  public double min() {
    return numbers.min();
  }

  public double mean() {
    return numbers.mean();
  }

  public double max() {
    return numbers.max();
  }

  /** Why nothing is to be learned from it, or null. */
  public String useless() {
    if (present == 0) {
      return "no values";
    }
    if (isConstant() && missing == 0) {
      return "one value in all rows";
    }
    if (isTime) {
      return type == null
          ? "a time; numbers made of it, such as its month, can be learned from"
          : "a query makes numbers of a time, such as its month";
    }
    boolean numeric = isNumber || isNumbersAsText();
    boolean counted = numeric && whole && max() - min() + 1 == present;
    boolean names = !numeric && counts != null && counts.size() > NEARLY_ALL * present;
    if (present < FEW_ROWS || !counted && !names) {
      return null;
    }
    return hasCommas() ? COMMAS : "another value in nearly every row";
  }

  /** Whether all cells that have a value have the same. */
  public boolean isConstant() {
    return counts != null && counts.size() == 1;
  }

  /** Whether it is a text only since its numbers are written with commas. */
  public boolean hasCommas() {
    return withCommas != null;
  }

  /** Whether all of its texts are numbers. */
  public boolean isNumbersAsText() {
    return !isNumber && numbers != null && numbers.count() == present;
  }

  /** A preparation to start with. */
  public Column preparation() {
    if (isConstant()) { // all that it tells is whether there is a value
      return new Column(name, Kind.ONE_HOT, 1, Missing.CATEGORY);
    }
    if (isNumber || isNumbersAsText() && !isCategory()) {
      boolean longTail = min() >= 0 && median > 0 && max() > LONG_TAIL * median;
      return new Column(
          name,
          longTail ? Kind.LOG : Kind.STANDARDIZE,
          1,
          missing > 0 ? Missing.MEDIAN : Missing.FAIL);
    }
    Missing ofText = missing > 0 ? Missing.CATEGORY : Missing.FAIL;
    return isCategory()
        ? new Column(name, Kind.ONE_HOT, counts.size(), ofText)
        : new Column(name, Kind.HASHED, BUCKETS, ofText);
  }

  private boolean isCategory() {
    return counts != null && counts.size() <= MOST_INPUTS;
  }
}
