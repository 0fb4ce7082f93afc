package dev.kindling.data.describe;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is to be said of a column before it is a label. */
public final class LabelAdvice {
  private static final int MOST_CLASSES = 1_000;
  private static final int FEW = 20; // different whole numbers are classes
  private static final int FEW_ROWS = 20; // of which nobody can tell

  private LabelAdvice() {}

  /** Whether the label is a class and not a number to predict. */
  public static boolean isClass(ColumnProfile label) {
    return !label.isNumber()
        || label.counts() != null
            && (label.counts().size() == 2
                || label.whole() && label.counts().size() <= FEW && !hasFewRowsEach(label));
  }

  /** Whether a value has fewer than two rows on average. */
  private static boolean hasFewRowsEach(ColumnProfile label) {
    return 2L * label.classes().size() > label.present();
  }

  /** Whether its classes have fewer than two rows on average though there are rows enough. */
  public static boolean isNearlyUnique(ColumnProfile label) {
    return hasFewRowsEach(label) && label.present() >= FEW_ROWS;
  }

  /**
   * Refuses a label of which nothing is to be learned.
   *
   * @throws DataException if it has no value or one, or as classes has fewer than two rows each on
   *     average or more of them than a network should have
   */
  static void check(TableProfile table, ColumnProfile label) {
    if (table.rows() == 1) {
      throw new DataException(table.name() + " has one row, of which nothing can be learned");
    }
    int classes = label.counts() == null ? Integer.MAX_VALUE : label.classes().size();
    if (classes < 2) {
      throw which(
          "%s has %s in the column %s"
              .formatted(
                  table.name(),
                  classes == 0 ? "no label" : "one label, " + named(label) + ",",
                  Names.printable(label.name())));
    }
    if (isClass(label) && (classes > MOST_CLASSES || isNearlyUnique(label))) {
      if (label.hasCommas()) {
        throw new DataException(
            "%s has %s in the column %s, since %s; the first: %s"
                .formatted(
                    table.name(),
                    distinct(label, "labels"),
                    Names.printable(label.name()),
                    ColumnProfile.COMMAS,
                    Names.printable(label.withCommas())));
      }
      if (label.isNumbersAsText()) {
        throw new DataException(
            "%s has %s in the column %s, which are numbers as text: a query makes numbers of them (CAST(%3$s AS DOUBLE))"
                .formatted(table.name(), distinct(label, "labels"), Names.printable(label.name())));
      }
      throw which(
          "%s has %s in the %d rows%s of the column %s"
              .formatted(
                  table.name(),
                  distinct(label, "labels"),
                  label.present(),
                  label.isTime() ? " (times)" : "",
                  Names.printable(label.name())));
    }
  }

  private static DataException which(String problem) {
    return new DataException(problem + ": which column is to be predicted? (--label)");
  }

  private static String distinct(ColumnProfile label, String what) {
    return label.counts() == null
        ? "more or longer " + what + " than can be counted"
        : String.format(Locale.ROOT, "%,d different %s", label.classes().size(), what);
  }

  private static String named(ColumnProfile label) {
    return Names.shorten(List.copyOf(label.classes().keySet()));
  }

  /** What a user should know of it though it can be a label; null for nothing. */
  public static String remark(ColumnProfile label) {
    if (!isClass(label) || label.present() < 2) {
      return null;
    }
    String name = Names.printable(label.name());
    String distinct = distinct(label, "values");
    if (label.counts() == null) {
      return "%s has %s: too many or too long to be classes".formatted(name, distinct);
    }
    if (hasFewRowsEach(label)) {
      return String.format(
          Locale.ROOT,
          "%s has %s in %,d rows: as classes, next to nothing can be learned of each",
          name,
          distinct,
          label.present());
    }
    return label.isTime()
        ? "%s is a time, and each of its %s is a class: no other can be predicted"
            .formatted(name, distinct)
        : null;
  }

  /** What to say of classes that validation has no row of; null for nothing. */
  static String single(ColumnProfile label) {
    List<String> single =
        label.classes().entrySet().stream()
            .filter(each -> each.getValue() == 1)
            .map(Map.Entry::getKey)
            .toList();
    return single.isEmpty() ? null : "but of classes with one row: " + Names.shorten(single);
  }
}
