package dev.kindling.data.describe;

import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.CsvLine;
import dev.kindling.data.formats.Quotes;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Records;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a CSV input holds, of which nothing is known before: found out in one pass over its lines.
 *
 * @param name what the user calls it
 * @param header whether the first line names the columns: it does if no cell of it is a number, or
 *     one is a text where the lines after it have numbers
 * @param delimiter the most frequent of comma, semicolon, tab and bar in the first line
 * @param misshapen how many rows have too many or too few columns
 * @param columns with their names or, without a header, their indices
 */
public record TableProfile(
    String name,
    boolean header,
    char delimiter,
    long rows,
    long misshapen,
    List<ColumnProfile> columns) {
  private static final String DELIMITERS = ",;\t|";
  private static final int FEW = 20; // lines that tell a header from a row

  /** Whether two columns have the name, so that it does not tell which is meant. */
  public boolean isAmbiguous(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).count() > 1;
  }

  /** Why a column is no use as a feature, or null. */
  public String useless(ColumnProfile column) {
    return isAmbiguous(column.name()) ? "two columns have this name" : column.useless();
  }

  /**
   * Reads an input.
   *
   * @param name a bundled data set, or a path, folder or glob
   * @param header whether the first line names the columns; null to find out
   * @throws DataException if there is nothing to be read
   */
  public static TableProfile of(JavaSparkContext spark, String name, Boolean header) {
    JavaRDD<Records<String>> lines = CsvFormat.lines(spark, name, 1);
    List<String> first = CsvFormat.firstLines(name, lines, 1 + FEW);
    char delimiter = delimiter(first.get(0));
    String[] fields = CsvLine.first(name, first.get(0), delimiter);
    boolean named =
        header == null ? isHeader(fields, first.subList(1, first.size()), delimiter) : header;
    TableScan all = new TableScan(fields.length);
    lines
        .map(part -> TableScan.of(part, named, delimiter, fields.length))
        .collect()
        .forEach(all::merge); // in the order of the files
    if (all.rows() == 0) {
      throw new DataException(name + " has no rows that fit its first line");
    }
    List<ColumnProfile> columns = new ArrayList<>();
    for (int c = 0; c < fields.length; c++) {
      String column = !named ? String.valueOf(c) : fields[c] == null ? "" : fields[c].strip();
      columns.add(all.columns().get(c).profile(column));
    }
    return new TableProfile(name, named, delimiter, all.rows(), all.misshapen(), columns);
  }

  /** Whether the first line names columns, as far as some lines after it tell. */
  public static boolean isHeader(String[] fields, List<String> rows, char delimiter) {
    if (Arrays.stream(fields).noneMatch(TableProfile::isNumber)) {
      return true;
    }
    List<String[]> cells =
        rows.stream()
            .filter(row -> !Quotes.stayOpen(row, delimiter))
            .map(row -> CsvLine.cells(row, delimiter))
            .filter(row -> row.length == fields.length)
            .toList();
    return IntStream.range(0, fields.length)
        .filter(c -> !Cells.isMissing(fields[c]) && !isNumber(fields[c]))
        .anyMatch(c -> areNumbers(cells.stream().map(row -> row[c])));
  }

  /** Whether all cells that have a value are numbers, of which there are some. */
  private static boolean areNumbers(Stream<String> cells) {
    List<String> present = cells.filter(cell -> !Cells.isMissing(cell)).toList();
    return !present.isEmpty() && present.stream().allMatch(TableProfile::isNumber);
  }

  private static char delimiter(String line) {
    char best = DELIMITERS.charAt(0);
    for (char each : DELIMITERS.toCharArray()) {
      if (count(line, each) > count(line, best)) {
        best = each;
      }
    }
    return best;
  }

  private static long count(String line, char each) {
    return line.chars().filter(c -> c == each).count();
  }

  private static boolean isNumber(String cell) {
    try {
      Cells.number(cell);
      return true;
    } catch (CellException e) {
      return false;
    }
  }
}
