package dev.kindling.data.formats;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The columns of a CSV input.
 *
 * @param names from the header, or null
 * @param label the index of the label column, or -1 without one
 * @param weight the index of the weight column, or -1 without one
 * @param inputs the indices of the columns that are features
 */
public record CsvColumns(int count, List<String> names, int label, int weight, List<Integer> inputs)
    implements Serializable {

  /** All columns but the label's and the weight's are features. */
  public CsvColumns(int count, List<String> names, int label, int weight) {
    this(
        count,
        names,
        label,
        weight,
        IntStream.range(0, count).filter(c -> c != label && c != weight).boxed().toList());
  }

  /**
   * Finds out from the first line of an input.
   *
   * @param wanted where any label will do, an input without the label column has one column for
   *     each feature, and maybe a named one of weights
   */
  static CsvColumns of(String file, String firstLine, CsvFormat format, Wanted wanted) {
    String[] fields = CsvLine.first(file, firstLine, format.delimiter());
    List<String> names =
        format.header()
            ? Arrays.stream(fields).map(f -> f == null ? "" : f.strip()).toList()
            : null;
    if (wanted.encoder() != null) {
      return declared(file, fields.length, names, format, wanted);
    }
    return format.namesColumns()
        ? byName(file, names, format, wanted)
        : byIndex(file, fields.length, names, format, wanted);
  }

  /** Finds the columns of {@code data.columns}, and of label and weight as far as wanted. */
  private static CsvColumns declared(
      String file, int count, List<String> names, CsvFormat format, Wanted wanted) {
    int label = wanted.label() == Wanted.Label.ANY ? -1 : role(file, count, names, format, "label");
    int weight =
        wanted.weights() && format.weight() != null
            ? role(file, count, names, format, "weight")
            : -1;
    List<Integer> inputs = new ArrayList<>();
    for (Column column : wanted.encoder().columns()) {
      int index = input(file, count, names, format, column.name());
      if (index == label || index == weight) {
        throw new DataException(
            "%s has the label or the weight in the column \"%s\", which data.columns must leave out"
                .formatted(file, column.name()));
      }
      inputs.add(index);
    }
    return new CsvColumns(count, names, label, weight, List.copyOf(inputs));
  }

  /** The index of the column of the label or the weight. */
  private static int role(
      String file, int count, List<String> names, CsvFormat format, String role) {
    String name = role.equals("label") ? format.label() : format.weight();
    if (!format.namesColumns()) {
      checkIndex(file, count, format, Integer.parseInt(name), role);
      return Integer.parseInt(name);
    }
    int index = find(file, names, name, role);
    if (index < 0) {
      throw missing(file, names, name, role);
    }
    return index;
  }

  /** The index of a column of {@code data.columns}: by its name or, without a header, as it is. */
  private static int input(
      String file, int count, List<String> names, CsvFormat format, String name) {
    if (names == null) {
      checkIndex(file, count, format, Integer.parseInt(name), "columns");
      return Integer.parseInt(name);
    }
    int index = names.indexOf(name);
    if (index < 0 || index != names.lastIndexOf(name)) {
      throw new DataException(
          "%s has %s \"%s\" (data.columns); its header names %s"
              .formatted(
                  file,
                  index < 0 ? "no column" : "two columns",
                  name,
                  Names.shorten(names) + delimiter(names)));
    }
    return index;
  }

  private static CsvColumns byName(
      String file, List<String> names, CsvFormat format, Wanted wanted) {
    int label = find(file, names, format.label(), "label");
    int weight = format.weight() == null ? -1 : find(file, names, format.weight(), "weight");
    CsvColumns columns = new CsvColumns(names.size(), names, label, weight);
    boolean labelMayBeAbsent =
        wanted.label() == Wanted.Label.ANY && columns.features() == wanted.input().size();
    if (label < 0 && !labelMayBeAbsent) {
      throw missing(file, names, format.label(), "label");
    }
    if (weight < 0 && format.weight() != null && wanted.weights()) {
      throw missing(file, names, format.weight(), "weight");
    }
    return columns;
  }

  /** The index of the only column of that name, or -1 without one. */
  private static int find(String file, List<String> names, String name, String role) {
    int first = names.indexOf(name);
    int last = names.lastIndexOf(name);
    if (first != last) {
      throw new DataException(
          "%s has two columns \"%s\", %d and %d; which is the %s? (data.%s; an index from 0 with data.header: true names one)"
              .formatted(file, name, first, last, role, role));
    }
    return first;
  }

  private static DataException missing(String file, List<String> names, String name, String role) {
    return new DataException(
        "%s has no column \"%s\" for the %s; its header names %s%s"
            .formatted(file, name, role, Names.shorten(names), delimiter(names)));
  }

  /** What seems to separate the columns of a header that has only one; else nothing. */
  private static String delimiter(List<String> names) {
    return names.size() > 1
        ? ""
        : Stream.of(";", "\t", "|", ",")
            .filter(names.get(0)::contains)
            .findFirst()
            .map(
                each ->
                    " (one column: is \"%s\" what separates them? see data.delimiter)"
                        .formatted(each.equals("\t") ? "\\t" : each))
            .orElse("");
  }

  private static CsvColumns byIndex(
      String file, int count, List<String> names, CsvFormat format, Wanted wanted) {
    int features = wanted.input().size();
    boolean anyLabel = wanted.label() == Wanted.Label.ANY;
    if (anyLabel && count == features) {
      return new CsvColumns(count, names, -1, -1);
    }
    int label = Integer.parseInt(format.label());
    int weight = format.weight() == null ? -1 : Integer.parseInt(format.weight());
    if (weight >= 0 && !wanted.weights() && count == features + 1) {
      if (anyLabel) {
        throw new DataException(
            "%s has %d columns for %d features: is the other one the label (data.label, column %d) or the weight (data.weight, column %d)? give both or neither"
                .formatted(file, count, features, label, weight));
      }
      // The weight is absent, and the columns after it have moved up.
      label -= weight < label ? 1 : 0;
      weight = -1;
    }
    checkIndex(file, count, format, label, "label");
    checkIndex(file, count, format, weight, "weight");
    return new CsvColumns(count, names, label, weight);
  }

  private static void checkIndex(String file, int count, CsvFormat format, int index, String role) {
    if (index >= count) {
      throw new DataException(
          "%s has %s, so %s cannot be column %d (data.%s; columns are counted from 0; data.delimiter is \"%s\")"
              .formatted(
                  file,
                  Wording.counted(count, "column"),
                  role.equals("columns") ? "a feature" : "the " + role,
                  index,
                  role,
                  format.delimiter()));
    }
  }

  int features() {
    return inputs.size();
  }

  /** The header's names of the features; none without a header. */
  List<String> featureNames() {
    return names == null ? List.of() : inputs.stream().map(names::get).toList();
  }

  /**
   * How a file's header differs from the first file's, or null.
   *
   * @param header the cell of each column, null for an empty one
   */
  String headerProblem(IntFunction<String> header) {
    for (int c = 0; c < count; c++) {
      String cell = header.apply(c);
      String found = cell == null ? "" : cell.strip();
      if (!found.equals(names.get(c))) {
        return "names column %d \"%s\" but the first file's header names it \"%s\""
            .formatted(c, found, names.get(c));
      }
    }
    return null;
  }

  /** The header's name of a column, or its index. */
  String name(int column) {
    return names == null ? String.valueOf(column) : names.get(column);
  }

  /** {@code column 3}, or {@code column 3 (width)}. */
  String describe(int column) {
    return "column " + column + (names == null ? "" : " (" + names.get(column) + ")");
  }
}
