package dev.kindling.cli;

import dev.kindling.data.describe.ColumnProfile;
import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableLayout.Spark;
import dev.kindling.data.describe.TableLayout.Sparse;
import dev.kindling.data.describe.TableProfile;
import dev.kindling.train.StartingConfig;
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

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT, "%s: %,d rows, %s (%s)%n", table.name(), table.rows(), width(), layout());
    if (table.misshapen() > 0) {
      out.printf(
          Locale.ROOT,
          table.layout() instanceof Sparse
              ? "%,d more lines are not of the form label index:value ...%n"
              : "%,d more rows have another number of columns%n",
          table.misshapen());
    }
    out.println();
    TextTable columns =
        new TextTable(
            "column", "type", "missing", "distinct", "min", "mean", "median", "max", "values");
    for (ColumnProfile column : table.columns()) {
      columns.row(
          column.name(),
          column.type() == null ? type(column) : column.type().simpleString(),
          String.format(Locale.ROOT, "%,d", column.missing()),
          distinct(column),
          column.isNumber() ? number(column.min()) : "",
          column.isNumber() ? number(column.mean()) : "",
          column.isNumber() ? number(column.median()) : "",
          column.isNumber() ? number(column.max()) : "",
          column.isNumber() ? "" : values(column));
    }
    columns.print(out);
    if (!nested().isEmpty()) {
      List<String> shown = new ArrayList<>();
      nested().forEach((name, type) -> shown.add(name + " (" + type + ")"));
      out.println("not one value in a row, so left out: " + String.join(", ", shown));
    }
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

  private String width() {
    return table.layout() instanceof Sparse sparse
        ? String.format(
            Locale.ROOT,
            "%,d features, %.4g%% of their values not 0 (from %s to %s)",
            sparse.features(),
            100 * density(sparse),
            number(sparse.values().min()),
            number(sparse.values().max()))
        : String.format(Locale.ROOT, "%,d columns", table.columns().size() + nested().size());
  }

  private String layout() {
    if (!(table.layout() instanceof Csv csv)) {
      return table.layout().format().toString();
    }
    return (csv.header() ? "the first line names them" : "without a header")
        + ", separated by "
        + (csv.delimiter() == '\t' ? "tabs" : csv.delimiter());
  }

  /** How many features are not 0, of all there could be. */
  private double density(Sparse sparse) {
    return sparse.values().count() / ((double) table.rows() * sparse.features());
  }

  private Map<String, String> nested() {
    return table.layout() instanceof Spark spark ? spark.nested() : Map.of();
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
    Csv csv = table.layout() instanceof Csv lines ? lines : null;
    map.put("format", table.layout().format().toString());
    map.put("rows", table.rows());
    map.put("misshapen_rows", table.misshapen());
    map.put("header", csv == null ? null : csv.header());
    map.put("delimiter", csv == null ? null : String.valueOf(csv.delimiter()));
    Sparse sparse = table.layout() instanceof Sparse lines ? lines : null;
    map.put("features", sparse == null ? null : sparse.features());
    map.put("density", sparse == null ? null : density(sparse));
    map.put("label", predicted.name());
    map.put(
        "classes",
        StartingConfig.isClass(predicted) && predicted.counts() != null
            ? predicted.classes()
            : null);
    map.put("columns", table.columns().stream().map(TableDescription::map).toList());
    map.put("nested_columns", nested());
    return map;
  }

  private static Map<String, Object> map(ColumnProfile column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("column", column.name());
    map.put("type", type(column));
    map.put("spark_type", column.type() == null ? null : column.type().simpleString());
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
