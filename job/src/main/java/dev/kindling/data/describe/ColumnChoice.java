package dev.kindling.data.describe;

import dev.kindling.data.describe.TableLayout.Sparse;
import dev.kindling.data.rows.Names;
import dev.kindling.data.rows.RejectedRow.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The columns of a table that a starting configuration learns from, and the rows that this loses:
 * few, or the user decides.
 *
 * @param used the features, in the order of the table
 * @param leftOut the other columns but the label
 * @param lost how many rows are no examples, at most
 * @param rows of how many
 * @param losses why, each with a count
 */
public record ColumnChoice(
    List<ColumnProfile> used, List<LeftOut> leftOut, long lost, long rows, List<String> losses) {
  private static final double MOST_LOST = 0.05; // of the rows, without being asked
  private static final int MOST_NAMED = 12;

  /** A column that is no feature. */
  public record LeftOut(String column, String why) {
    @Override
    public String toString() {
      return (column.isEmpty() ? "\"\"" : Names.printable(column)) + " (" + why + ")";
    }
  }

  /** Chooses, of a table and its label. */
  public static ColumnChoice of(TableProfile table, ColumnProfile label) {
    long rows = table.rows() + table.misshapen().count();
    List<ColumnProfile> useful =
        table.columns().stream().filter(c -> c != label && table.useless(c) == null).toList();
    List<ColumnProfile> kept = fewestMistakes(useful, MOST_LOST * rows);
    List<ColumnProfile> used =
        table.layout() instanceof Sparse
            ? List.of()
            : useful.stream().filter(c -> isIn(kept, c)).toList();
    List<LeftOut> leftOut = new ArrayList<>();
    for (ColumnProfile column : table.columns()) {
      if (column != label && !isIn(used, column)) {
        String useless = table.useless(column);
        leftOut.add(new LeftOut(column.name(), useless == null ? whyLeftOut(column) : useless));
      }
    }
    table
        .layout()
        .nested()
        .forEach(
            (name, type) ->
                leftOut.add(new LeftOut(name, Names.printable(type) + ", not one value in a row")));
    List<String> losses = new ArrayList<>();
    long lost = table.misshapen().count() + label.missing();
    for (Mistakes.Kind kind : table.misshapen().kinds()) {
      losses.add(kind.count() + " " + misshapen(kind.reason()));
    }
    if (label.missing() > 0) {
      losses.add(label.missing() + " without a label");
    }
    List<ColumnProfile> numbers = new ArrayList<>(used);
    if (!LabelAdvice.isClass(label)) {
      numbers.add(0, label);
    }
    for (ColumnProfile column : numbers) {
      lost += column.mistakes().count();
      for (Mistakes.Kind kind : column.mistakes().kinds()) {
        losses.add(
            kind.count()
                + " whose "
                + Names.printable(column.name())
                + " is no "
                + wanted(kind.reason()));
      }
    }
    return new ColumnChoice(used, List.copyOf(leftOut), lost, rows, List.copyOf(losses));
  }

  /** Those with the fewest mistakes, as long as these are so many together. */
  private static List<ColumnProfile> fewestMistakes(List<ColumnProfile> columns, double most) {
    List<ColumnProfile> fewest = new ArrayList<>();
    long lost = 0;
    for (ColumnProfile column :
        columns.stream().sorted(Comparator.comparingLong(c -> c.mistakes().count())).toList()) {
      lost += column.mistakes().count();
      if (column.mistakes().count() > 0 && lost > most) {
        break;
      }
      fewest.add(column);
    }
    return fewest;
  }

  private static boolean isIn(List<ColumnProfile> columns, ColumnProfile column) {
    return columns.stream().anyMatch(c -> c == column); // two columns may be equal
  }

  private static String whyLeftOut(ColumnProfile column) {
    return column.mistakes().kinds().stream()
            .map(
                kind ->
                    "%d of %d values are no %s, the first %s"
                        .formatted(
                            kind.count(), column.present(), wanted(kind.reason()), kind.first()))
            .collect(Collectors.joining("; "))
        + ": it would lose their rows";
  }

  /** What is wrong with a record that is no row, after its count. */
  public static String misshapen(Reason reason) {
    return switch (reason) {
      case WRONG_COLUMN_COUNT -> "of another length";
      case OPEN_QUOTE -> "with a quote that stays open";
      case NOT_A_NUMBER, NOT_FINITE -> "with a value that is no " + wanted(reason);
      default -> "not of the format";
    };
  }

  /** What a mistake should have been. */
  public static String wanted(Reason reason) {
    return reason == Reason.NOT_FINITE ? "finite number" : "number";
  }

  /** Whether so many rows would be lost that this is not for a configuration to decide. */
  public boolean isUndecided() {
    return lost > MOST_LOST * rows;
  }

  /** The share that {@code max_bad_rows} has to allow. */
  double share() {
    return Math.min(0.99, Math.ceil(100.0 * lost / rows) / 100);
  }

  /** {@code 19 of 403 rows (4.7%): 3 of another length, 16 without a label}. */
  public String loss() {
    return String.format(
        Locale.ROOT,
        "%s%d of %d rows (%.1f%%): %s",
        losses.size() > 1 ? "up to " : "", // a row may have several mistakes
        lost,
        rows,
        100.0 * lost / rows,
        String.join(", ", losses));
  }

  /** All columns that are no features, and why. */
  public String leftOutShown() {
    String shown =
        leftOut.stream().limit(MOST_NAMED).map(LeftOut::toString).collect(Collectors.joining(", "));
    return leftOut.size() <= MOST_NAMED
        ? shown
        : shown + " and " + (leftOut.size() - MOST_NAMED) + " more";
  }
}
