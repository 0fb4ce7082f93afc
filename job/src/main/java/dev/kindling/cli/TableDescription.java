package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.data.Classes;
import dev.kindling.data.describe.ColumnChoice;
import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.LabelAdvice;
import dev.kindling.data.describe.Mistakes;
import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableLayout.Sparse;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.data.rows.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code describe} prints of a table.
 *
 * @param predicted the column of the label
 */
record TableDescription(TableProfile table, ColumnProfile predicted) {
  private static final int SHOWN_VALUES = 3;
  private static final int SHOWN_LENGTH = 40;
  private static final int LEAST_ROOM = 8;
  private static final int SHOWN_CLASSES = 50;

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %s (%s)%n",
        table.name(),
        Wording.counted(table.rows(), "row"),
        width(),
        layout());
    for (Mistakes.Kind kind : table.misshapen().kinds()) {
      out.printf(
          "%s %s; the first: %s %s%n",
          Wording.counted(kind.count(), "more row"),
          ColumnChoice.misshapen(kind.reason()),
          kind.place(),
          kind.first());
    }
    out.println();
    columns().print(out);
    wrongValues(out);
    if (!table.layout().nested().isEmpty()) {
      List<String> shown = new ArrayList<>();
      table
          .layout()
          .nested()
          .forEach(
              (name, type) ->
                  shown.add(Names.printable(name) + " (" + Names.printable(type) + ")"));
      out.println("not one value in a row, so left out: " + String.join(", ", shown));
    }
    out.println();
    if (LabelAdvice.isClass(predicted)
        && predicted.counts() != null
        && !LabelAdvice.isNearlyUnique(predicted)) {
      classes(out);
      out.println();
    }
  }

  private TextTable columns() {
    boolean wrong = table.columns().stream().anyMatch(column -> column.mistakes().count() > 0);
    List<String> header = new ArrayList<>(List.of("column", "type", "missing"));
    if (wrong) {
      header.add("wrong");
    }
    header.addAll(List.of("distinct", "min", "mean", "median", "max", "values"));
    TextTable columns = new TextTable(header);
    for (ColumnProfile column : table.columns()) {
      List<String> row = new ArrayList<>();
      row.add(Names.printable(column.name()));
      row.add(column.type() == null ? type(column) : column.type().simpleString());
      row.add(String.format(Locale.ROOT, "%,d", column.missing()));
      if (wrong) {
        row.add(String.format(Locale.ROOT, "%,d", column.mistakes().count()));
      }
      row.add(distinct(column));
      for (double x : numbers(column)) {
        row.add(column.isNumber() ? number(x) : "");
      }
      row.add(column.isNumber() ? "" : values(column));
      columns.row(row);
    }
    return columns;
  }

  private static double[] numbers(ColumnProfile column) {
    return column.isNumber()
        ? new double[] {column.min(), column.mean(), column.median(), column.max()}
        : new double[4];
  }

  /** What of columns of numbers is none, which their rows may be lost for. */
  private void wrongValues(PrintWriter out) {
    for (ColumnProfile column : table.columns()) {
      for (Mistakes.Kind kind : column.mistakes().kinds()) {
        out.printf(
            Locale.ROOT,
            "%s: %,d of %,d values %s no %s; the first: %s, %s%n",
            Names.printable(column.name()),
            kind.count(),
            column.present(),
            kind.count() == 1 ? "is" : "are",
            ColumnChoice.wanted(kind.reason()),
            kind.first(),
            kind.place());
      }
      if (column.hasCommas()) {
        out.printf(
            "%s: %s; the first: %s%n",
            Names.printable(column.name()),
            ColumnProfile.COMMAS,
            Names.printable(column.withCommas()));
      }
    }
  }

  /** In their order; of many, the most frequent ones. */
  private void classes(PrintWriter out) {
    TextTable classes = new TextTable(Names.printable(predicted.name()), "rows", "share");
    Map<String, Long> counts = predicted.classes();
    counts.entrySet().stream()
        .sorted(
            counts.size() <= SHOWN_CLASSES
                ? Map.Entry.comparingByKey(Classes.order(counts.keySet()))
                : Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN_CLASSES)
        .forEach(
            each ->
                classes.row(
                    Names.printable(each.getKey()),
                    String.format(Locale.ROOT, "%,d", each.getValue()),
                    String.format(
                        Locale.ROOT, "%.1f%%", 100.0 * each.getValue() / predicted.present())));
    classes.print(out);
    if (counts.size() > SHOWN_CLASSES) {
      out.printf(Locale.ROOT, "and %,d more%n", counts.size() - SHOWN_CLASSES);
    }
  }

  private String width() {
    return table.layout() instanceof Sparse sparse
        ? String.format(
            Locale.ROOT,
            "%s, %.4g%% of their values not 0 (from %s to %s)",
            Wording.counted(sparse.features(), "feature"),
            100 * sparse.density(table.rows()),
            number(sparse.values().min()),
            number(sparse.values().max()))
        : Wording.counted(table.columns().size() + table.layout().nested().size(), "column");
  }

  private String layout() {
    if (!(table.layout() instanceof Csv csv)) {
      return table.layout().format().toString();
    }
    return (csv.header() ? "the first line names them" : "without a header")
        + ", separated by "
        + (csv.delimiter() == '\t' ? "tabs" : csv.delimiter());
  }

  private static String type(ColumnProfile column) {
    return column.present() == 0
        ? "empty"
        : column.isNumber() ? "number" : column.isTime() ? "time" : "text";
  }

  private static String distinct(ColumnProfile column) {
    return column.counts() == null
        ? "many"
        : String.format(Locale.ROOT, "%,d", column.counts().size());
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) <= 1e5
        ? String.format(Locale.ROOT, "%.0f", x)
        : Wording.digits(x);
  }

  /** The most frequent values, as far as there is room. */
  private static String values(ColumnProfile column) {
    List<String> shown = new ArrayList<>();
    int room = SHOWN_LENGTH;
    for (String value : column.values()) {
      if (shown.size() == SHOWN_VALUES || room < LEAST_ROOM) {
        shown.add("...");
        break;
      }
      shown.add(value(value, room));
      room -= shown.get(shown.size() - 1).length() + 2;
    }
    return String.join(", ", shown);
  }

  /** A value that can be told from those beside it. */
  private static String value(String text, int room) {
    String cut = text.length() <= room ? text : text.substring(0, room) + "...";
    String printable = cut.replaceAll("\\p{Cntrl}", "?");
    return printable.contains(",") ? '"' + printable + '"' : printable;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    Csv csv = table.layout() instanceof Csv lines ? lines : null;
    map.put("format", table.layout().format().toString());
    map.put("rows", table.rows());
    map.put("misshapen_rows", table.misshapen().count());
    map.put("header", csv == null ? null : csv.header());
    map.put("delimiter", csv == null ? null : String.valueOf(csv.delimiter()));
    Sparse sparse = table.layout() instanceof Sparse lines ? lines : null;
    map.put("features", sparse == null ? null : sparse.features());
    map.put("density", sparse == null ? null : sparse.density(table.rows()));
    map.put("label", predicted.name());
    map.put(
        "classes",
        LabelAdvice.isClass(predicted) && predicted.counts() != null ? predicted.classes() : null);
    map.put("columns", table.columns().stream().map(TableDescription::map).toList());
    map.put("nested_columns", table.layout().nested());
    return map;
  }

  /** Of each reason, as {@code bad_rows} names it. */
  private static Map<String, String> first(Mistakes mistakes) {
    Map<String, String> first = new LinkedHashMap<>();
    for (Mistakes.Kind kind : mistakes.kinds()) {
      first.put(kind.reason().toString(), kind.place() + ": " + kind.first());
    }
    return first;
  }

  private static Map<String, Object> map(ColumnProfile column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", column.name());
    map.put("type", type(column));
    map.put("spark_type", column.type() == null ? null : column.type().simpleString());
    map.put("missing", column.missing());
    map.put("mistakes", column.mistakes().count());
    map.put("first_mistakes", first(column.mistakes()));
    map.put("distinct", column.counts() == null ? null : column.counts().size());
    for (String key : List.of("min", "mean", "median", "max")) {
      map.put(key, null);
    }
    if (column.isNumber()) {
      map.put("min", column.min());
      map.put("mean", column.mean());
      map.put("median", column.median());
      map.put("max", column.max());
    }
    List<String> values = column.isNumber() ? List.of() : column.values();
    map.put("values", values.subList(0, Math.min(10, values.size())));
    return map;
  }
}
