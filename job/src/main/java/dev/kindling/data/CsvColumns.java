package dev.kindling.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a CSV input.
 *
 * @param names from the header, or null
 * @param label the index of the label column, or -1 without one
 */
record CsvColumns(int count, List<String> names, int label) implements Serializable {

  /**
   * Finds out from the first line of an input.
   *
   * @param features how many feature columns a model expects, or -1 when any number will do; with
   *     exactly so many columns in all, there is no label
   */
  static CsvColumns of(String file, String firstLine, CsvFormat format, int features) {
    String[] fields = CsvParsing.fields(firstLine, format.delimiter());
    List<String> names =
        format.header()
            ? Arrays.stream(fields).map(f -> f == null ? "" : f.strip()).toList()
            : null;
    if (format.labelIsName()) {
      int label = names.indexOf(format.label());
      if (label != names.lastIndexOf(format.label())) {
        throw new DataException(
            file
                + " has two columns \""
                + format.label()
                + "\", "
                + label
                + " and "
                + names.lastIndexOf(format.label())
                + "; which is the label? (data.label; an index"
                + " from 0 with data.header: true names one)");
      }
      if (label < 0 && features != fields.length) {
        throw new DataException(
            file
                + " has no column \""
                + format.label()
                + "\" for the label; its header names "
                + Names.shorten(names));
      }
      return new CsvColumns(fields.length, names, label);
    }
    if (features == fields.length) {
      return new CsvColumns(fields.length, names, -1);
    }
    int label = Integer.parseInt(format.label());
    if (label >= fields.length) {
      throw new DataException(
          file
              + " has "
              + fields.length
              + " columns, so the label cannot be column "
              + label
              + " (data.label; columns are counted from 0; data.delimiter is \""
              + format.delimiter()
              + "\")");
    }
    return new CsvColumns(fields.length, names, label);
  }

  int features() {
    return label < 0 ? count : count - 1;
  }

  /** Refuses a file whose header differs from the first file's. */
  void checkHeader(String[] fields) throws CsvParsing.BadLineException {
    for (int c = 0; c < count; c++) {
      String found = fields[c] == null ? "" : fields[c].strip();
      if (!found.equals(names.get(c))) {
        throw new CsvParsing.BadLineException(
            "names column "
                + c
                + " \""
                + found
                + "\" but the first file's header names it \""
                + names.get(c)
                + "\"");
      }
    }
  }

  /** {@code column 3}, or {@code column 3 (width)}. */
  String describe(int column) {
    return "column " + column + (names == null ? "" : " (" + names.get(column) + ")");
  }
}
