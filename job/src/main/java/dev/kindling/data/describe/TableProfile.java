package dev.kindling.data.describe;

import dev.kindling.data.describe.TableLayout.Csv;
import dev.kindling.data.describe.TableLayout.Spark;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.CsvLine;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.formats.Quotes;
import dev.kindling.data.formats.SparkTable;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Names;
import dev.kindling.data.rows.Records;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.types.StructField;

/**
 * What a table holds, of which nothing is known before: found out in one pass over its rows.
 *
 * @param name what the user calls it
 * @param layout how its columns are found: of CSV, the first line names them if no cell of it is a
 *     number, or one is a text where the lines after it have numbers, and they are separated by the
 *     most frequent of comma, semicolon, tab and bar in it
 * @param misshapen the rows that have too many or too few columns, or are not of the format
 * @param columns with their names or, without a header, their indices
 */
public record TableProfile(
    String name, TableLayout layout, long rows, Mistakes misshapen, List<ColumnProfile> columns) {
  private static final String DELIMITERS = ",;\t|";
  private static final int FEW = 20; // lines that tell a header from a row

  /** Whether two columns have the name, so that it does not tell which is meant. */
  public boolean isAmbiguous(String column) {
    boolean nested = layout.nested().containsKey(column);
    return columns.stream().filter(c -> c.name().equals(column)).count() > (nested ? 0 : 1);
  }

  /** The place of a column, from 0. */
  public int index(ColumnProfile column) {
    int c = 0;
    while (columns.get(c) != column) { // two columns may be equal
      c++;
    }
    return c;
  }

  /** Why a column is no use as a feature, or null. */
  public String useless(ColumnProfile column) {
    return isAmbiguous(column.name()) ? "two columns have this name" : column.useless();
  }

  /**
   * Reads lines of CSV.
   *
   * @param name a bundled data set, or a path, folder or glob
   * @param header whether the first line names the columns; null to find out
   * @throws DataException if there is nothing to be read
   */
  public static TableProfile csv(JavaSparkContext spark, String name, Boolean header) {
    JavaRDD<Records<String>> lines = CsvFormat.lines(spark, name, 1);
    List<String> first = CsvFormat.firstLines(name, lines, 1 + FEW);
    char delimiter = delimiter(first.get(0));
    String[] fields = CsvLine.first(name, first.get(0), delimiter);
    boolean named =
        header == null ? isHeader(fields, first.subList(1, first.size()), delimiter) : header;
    Csv layout = new Csv(named, delimiter);
    List<String> names = names(fields, named);
    TableScan all = TableScan.of(lines, fields.length, part -> new CsvCells(part, layout, names));
    if (all.rows() == 0) {
      throw noRows(name, Arrays.asList(fields), header == null, all.misshapen());
    }
    List<ColumnProfile> columns = new ArrayList<>();
    for (int c = 0; c < fields.length; c++) {
      columns.add(all.columns().get(c).profile(names.get(c), null));
    }
    return new TableProfile(name, layout, all.rows(), all.misshapen(), columns);
  }

  /**
   * Reads Parquet files.
   *
   * @param name a path, folder or glob
   * @throws DataException if there is nothing to be read, or no column with one value in each row
   */
  public static TableProfile parquet(JavaSparkContext spark, String name) {
    return of(DataFormats.PARQUET, SparkTable.parquet(spark, name));
  }

  /**
   * Runs a query.
   *
   * @param name the query, which has white space in it, or a table's name
   * @throws DataException if it cannot be run, gives no row, or no column with one value in each
   */
  public static TableProfile sql(JavaSparkContext spark, String name) {
    return of(DataFormats.SQL, SparkTable.sql(spark, name));
  }

  /**
   * Reads lines of LIBSVM.
   *
   * @param name a path, folder or glob
   * @throws DataException if there is nothing to be read, or no feature
   */
  public static TableProfile libsvm(JavaSparkContext spark, String name) {
    SparseScan all = SparseScan.of(InputFiles.lines(spark, name));
    if (all.rows() == 0 || all.layout().values().count() == 0) {
      throw new DataException(
          "%s has no %s of the form label index:value ...%s"
              .formatted(name, all.rows() == 0 ? "rows" : "features", first(all.misshapen())));
    }
    return new TableProfile(
        name,
        all.layout(),
        all.rows(),
        all.misshapen(),
        List.of(all.labels().profile("label", null)));
  }

  private static TableProfile of(DataFormats format, SparkTable table) {
    List<StructField> cells = table.cells();
    if (cells.isEmpty()) {
      throw new DataException(
          "%s has no column of text, numbers or booleans; its columns are %s"
              .formatted(table.name(), Names.shorten(List.copyOf(types(table.nested()).keySet()))));
    }
    TableScan all =
        table.reading(
            () ->
                TableScan.of(
                    table.rows(), cells.size(), part -> row -> c -> SparkTable.cell(row.get(c))));
    if (all.rows() == 0) {
      throw new DataException(table.name() + " has no rows");
    }
    List<ColumnProfile> columns = new ArrayList<>();
    for (int c = 0; c < cells.size(); c++) {
      columns.add(all.columns().get(c).profile(cells.get(c).name(), cells.get(c).dataType()));
    }
    return new TableProfile(
        table.name(),
        new Spark(format, types(table.nested())),
        all.rows(),
        new Mistakes(),
        columns);
  }

  private static Map<String, String> types(List<StructField> fields) {
    Map<String, String> types = new LinkedHashMap<>();
    fields.forEach(field -> types.put(field.name(), field.dataType().simpleString()));
    return types;
  }

  private static DataException noRows(
      String name, List<String> fields, boolean guessed, Mistakes misshapen) {
    String named = Names.shorten(fields.stream().map(String::valueOf).toList());
    return new DataException(
        misshapen.count() == 0
            ? "%s has no rows: its only line names the columns %s%s"
                .formatted(name, named, guessed ? " (or is a row with --header false)" : "")
            : "%s has no rows that fit its first line (%s)%s"
                .formatted(name, named, first(misshapen)));
  }

  private static String first(Mistakes misshapen) {
    return misshapen.kinds().stream()
        .findFirst()
        .map(kind -> "; " + kind.place() + " " + kind.first())
        .orElse("");
  }

  /** Those of the header, or indices. */
  private static List<String> names(String[] fields, boolean header) {
    return IntStream.range(0, fields.length)
        .mapToObj(c -> !header ? String.valueOf(c) : fields[c] == null ? "" : fields[c].strip())
        .toList();
  }

  /** Whether the first line names columns, as far as some lines after it tell. */
  static boolean isHeader(String[] fields, List<String> rows, char delimiter) {
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

  static char delimiter(String line) {
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
