package dev.kindling.data;

import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a CSV input holds, of which nothing is known before: found out in one pass over its lines.
 *
 * @param name what the user calls it
 * @param header whether the first line names the columns: it does if no cell of it is a number
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

  /**
   * Reads an input.
   *
   * @param name a bundled data set, or a path, folder or glob
   * @param header whether the first line names the columns; null to find out
   * @throws DataException if there is nothing to be read
   */
  public static TableProfile of(JavaSparkContext spark, String name, Boolean header) {
    JavaRDD<Records<String>> lines = CsvFormat.lines(spark, name, 1);
    String first = CsvFormat.firstLine(name, lines);
    char delimiter = delimiter(first);
    String[] fields = CsvLine.cells(first, delimiter);
    boolean named =
        header == null ? Arrays.stream(fields).noneMatch(TableProfile::isNumber) : header;
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
