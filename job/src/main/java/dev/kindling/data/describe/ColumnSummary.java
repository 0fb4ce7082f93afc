package dev.kindling.data.describe;

import dev.kindling.data.Medians;
import dev.kindling.data.Moments;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * What the cells of a column are, in one pass and in memory that does not grow with the rows: each
 * different text is counted until there are too many, from then on numbers in bins of 0.2% of their
 * value.
 */
final class ColumnSummary implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int LONGEST = 200; // a longer text is no category
  private static final int BIN = 43; // bits that numbers of one bin may differ in
  private static final double A_FEW = 0.1;
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}([-/.])\\d{1,2}\\2\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\3\\d{4})([T ].*)?");
  private static final Pattern COMMA = // 1,5 and 1.234,5 but also 1,234 and 1,234.5
      Pattern.compile("[+-]?(\\d+(\\.\\d{3})*,\\d+|\\d{1,3}(,\\d{3})+(\\.\\d+)?)");

  private final int most;
  private long missing;
  private long texts;
  private long times;
  private long commas;
  private String firstWithCommas;
  private final Mistakes mistakes = new Mistakes();
  private boolean whole = true;
  private final Moments numbers = new Moments();
  private Map<String, Long> counts = new HashMap<>(); // null when there are too many
  private final TreeMap<Long, Long> bins = new TreeMap<>(); // empty until then

  /**
   * Begins with nothing.
   *
   * @param most different texts that are counted
   */
  ColumnSummary(int most) {
    this.most = most;
  }

  /** Adds the cell of a record of a partition. */
  void add(String cell, Records<?> part, long record) {
    if (Cells.isMissing(cell)) {
      missing++;
      return;
    }
    String text = cell.strip();
    if (counts != null && text.length() > LONGEST) {
      forgetTexts();
    }
    try {
      double x = Cells.number(text);
      numbers.add(x);
      whole &= x == Math.rint(x);
      if (counts == null) {
        bins.merge(bin(x), 1L, Long::sum);
      }
    } catch (CellException e) {
      texts++;
      mistakes.add(Reason.valueOf(e.fault().name()), text, part, record);
      if (Character.isDigit(text.charAt(0)) && TIME.matcher(text).matches()) {
        times++;
      }
      if (COMMA.matcher(text).matches()) {
        commas++;
        firstWithCommas = firstWithCommas == null ? text : firstWithCommas;
      }
    }
    if (counts != null) {
      counts.merge(text, 1L, Long::sum);
      forgetTooMany();
    }
  }

  private static long bin(double x) {
    return Medians.order(x) >>> BIN;
  }

  private void forgetTooMany() {
    if (counts.size() > most) {
      forgetTexts();
    }
  }

  private void forgetTexts() {
    values().forEach((x, count) -> bins.merge(bin(x), count, Long::sum));
    counts = null;
  }

  /** How often each number occurs among the texts that are counted. */
  private TreeMap<Double, Long> values() {
    TreeMap<Double, Long> values = new TreeMap<>();
    counts.forEach(
        (text, count) -> {
          try {
            values.merge(Cells.number(text), count, Long::sum);
          } catch (CellException e) {
            // one of the mistakes
          }
        });
    return values;
  }

  /** Ends the records of a partition, of which there were so many, rows or not. */
  void end(Records<?> part, long records) {
    mistakes.end(part, records);
  }

  /** Adds what comes after it. */
  void merge(ColumnSummary later) {
    missing += later.missing;
    texts += later.texts;
    times += later.times;
    commas += later.commas;
    firstWithCommas = firstWithCommas == null ? later.firstWithCommas : firstWithCommas;
    mistakes.merge(later.mistakes);
    whole &= later.whole;
    numbers.merge(later.numbers);
    if (counts != null && later.counts != null) {
      later.counts.forEach((text, count) -> counts.merge(text, count, Long::sum));
      forgetTooMany();
      return;
    }
    for (ColumnSummary each : List.of(this, later)) {
      if (each.counts != null) {
        each.forgetTexts();
      }
    }
    later.bins.forEach((bin, count) -> bins.merge(bin, count, Long::sum));
  }

  /**
   * What was found.
   *
   * @param type of the column, or null where its cells are all that is known
   */
  ColumnProfile profile(String name, DataType type) {
    long present = numbers.count() + texts;
    boolean isNumber =
        numbers.count() > 0 && (type == null ? areNumbers() : type instanceof NumericType);
    return new ColumnProfile(
        name,
        type,
        isNumber,
        numbers.count() > 0 && whole,
        present,
        missing,
        isNumber ? mistakes : new Mistakes(),
        numbers.count() > 0 ? numbers : null,
        isNumber || texts == 0 && present > 0 ? median() : Double.NaN,
        counts == null ? null : Map.copyOf(counts),
        isTime(type) || type == null && times > 0 && present - times <= A_FEW * present,
        !isNumber && texts - commas <= A_FEW * present ? firstWithCommas : null);
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** Whether what is no number, not even one that is not finite, is so rare that it is mistaken. */
  private boolean areNumbers() {
    return mistakes.count(Reason.NOT_A_NUMBER) <= A_FEW * (numbers.count() + texts);
  }

  /** The median: exact where all values are counted, otherwise the middle of its bin. */
  private double median() {
    TreeMap<Double, Long> values = counts == null ? middles() : values();
    return (at((numbers.count() - 1) / 2, values) + at(numbers.count() / 2, values)) / 2;
  }

  private TreeMap<Double, Long> middles() {
    TreeMap<Double, Long> middles = new TreeMap<>();
    bins.forEach((bin, count) -> middles.put(middle(bin), count));
    return middles;
  }

  private static double middle(long bin) {
    double from = Medians.number(bin << BIN);
    double middle = from + (Medians.number((bin + 1 << BIN) - 1) - from) / 2;
    return Math.abs(middle) < Double.MIN_NORMAL ? 0 : middle;
  }

  /** The value of a rank, from 0. */
  private static double at(long rank, TreeMap<Double, Long> values) {
    long before = 0;
    for (Map.Entry<Double, Long> value : values.entrySet()) {
      before += value.getValue();
      if (rank < before) {
        return value.getKey();
      }
    }
    throw new IllegalArgumentException("there is no value of rank " + rank);
  }
}
