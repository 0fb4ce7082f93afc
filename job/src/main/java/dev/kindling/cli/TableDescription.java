package dev.kindling.cli;

import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.train.StartingConfig;
import java.io.PrintWriter;
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

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %,d rows, %d columns (%s, separated by %s)%n",
        table.name(),
        table.rows(),
        table.columns().size(),
        table.header() ? "the first line names them" : "without a header",
        table.delimiter() == '\t' ? "tabs" : table.delimiter());
    if (table.misshapen() > 0) {
      out.printf(Locale.ROOT, "%,d more rows have another number of columns%n", table.misshapen());
    }
    out.println();
    TextTable columns =
        new TextTable(
            "column", "type", "missing", "distinct", "min", "mean", "median", "max", "values");
    for (ColumnProfile column : table.columns()) {
      columns.row(
          column.name(),
          type(column),
          String.format(Locale.ROOT, "%,d", column.missing()),
          distinct(column),
          column.isNumber() ? number(column.min()) : "",
          column.isNumber() ? number(column.mean()) : "",
          column.isNumber() ? number(column.median()) : "",
          column.isNumber() ? number(column.max()) : "",
          column.isNumber() ? "" : values(column));
    }
    columns.print(out);
    out.println();
    if (StartingConfig.isClass(predicted) && predicted.counts() != null) {
      TextTable classes = new TextTable(predicted.name(), "rows", "share");
      predicted
          .classes()
          .forEach(
              (name, count) ->
                  classes.row(
                      name,
                      String.format(Locale.ROOT, "%,d", count),
                      String.format(Locale.ROOT, "%.1f%%", 100.0 * count / predicted.present())));
      classes.print(out);
      out.println();
    }
  }

  private static String type(ColumnProfile column) {
    return column.present() == 0 ? "empty" : column.isNumber() ? "number" : "text";
  }

  private static String distinct(ColumnProfile column) {
    return column.counts() == null
        ? "many"
        : String.format(Locale.ROOT, "%,d", column.counts().size());
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15
        ? String.format(Locale.ROOT, "%.0f", x)
        : String.format(Locale.ROOT, "%.5g", x);
  }

  /** The most frequent values, and no more of them than fit. */
  private static String values(ColumnProfile column) {
    List<String> values = column.values();
    String shown = String.join(", ", values.subList(0, Math.min(SHOWN_VALUES, values.size())));
    boolean all = values.size() <= SHOWN_VALUES && shown.length() <= SHOWN_LENGTH;
    return all ? shown : shown.substring(0, Math.min(SHOWN_LENGTH, shown.length())) + ", ...";
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", table.rows());
    map.put("misshapen_rows", table.misshapen());
    map.put("header", table.header());
    map.put("delimiter", String.valueOf(table.delimiter()));
    map.put("label", predicted.name());
    map.put(
        "classes",
        StartingConfig.isClass(predicted) && predicted.counts() != null
            ? predicted.classes()
            : null);
    map.put("columns", table.columns().stream().map(TableDescription::map).toList());
    return map;
  }

  private static Map<String, Object> map(ColumnProfile column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", column.name());
    map.put("type", type(column));
    map.put("missing", column.missing());
    map.put("mistakes", column.mistakes());
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
