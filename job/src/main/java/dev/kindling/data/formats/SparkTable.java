package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table that Spark SQL reads, of which nothing is known before.
 *
 * @param name what the user calls it
 * @param cells the columns with one value in each row, the only ones that are read
 * @param nested the others
 */
public record SparkTable(
    String name, List<StructField> cells, List<StructField> nested, JavaRDD<Records<Row>> rows) {

  /**
   * Opens Parquet files.
   *
   * @param name a file, folder or glob
   * @throws DataException if there is none, or one that is no Parquet
   */
  public static SparkTable parquet(JavaSparkContext spark, String name) {
    List<FileStatus> files = InputFiles.list(spark.hadoopConfiguration(), name);
    StructType schema = ParquetFormat.schema(spark, files);
    StructType cells = new StructType(fields(schema, true).toArray(StructField[]::new));
    return of(name, schema, Tables.reading(name, () -> ParquetRows.of(spark, files, cells)));
  }

  /**
   * Plans a query.
   *
   * @param name the query, which has white space in it, or a table's name
   * @throws DataException if it cannot be run, or may give other rows each time
   */
  public static SparkTable sql(JavaSparkContext spark, String name) {
    return Tables.reading(
        name,
        () -> {
          Dataset<Row> table = SqlFormat.table(spark, name);
          SqlFormat.checkRepeats(name, table);
          StructType schema = table.schema();
          String[] places = // for two columns of a query may have one name
              IntStream.range(0, schema.size()).mapToObj(String::valueOf).toArray(String[]::new);
          Column[] cells =
              IntStream.range(0, schema.size())
                  .filter(c -> TableColumns.isCell(schema, c))
                  .mapToObj(c -> functions.col(places[c]))
                  .toArray(Column[]::new);
          JavaRDD<Row> rows = table.toDF(places).select(cells).javaRDD();
          return of(name, schema, SqlFormat.records(name, Records.ROW, rows));
        });
  }

  private static SparkTable of(String name, StructType schema, JavaRDD<Records<Row>> rows) {
    return new SparkTable(name, fields(schema, true), fields(schema, false), rows);
  }

  private static List<StructField> fields(StructType schema, boolean cells) {
    List<StructField> fields = new ArrayList<>();
    for (int c = 0; c < schema.size(); c++) {
      if (TableColumns.isCell(schema, c) == cells) {
        fields.add(schema.fields()[c]);
      }
    }
    return List.copyOf(fields);
  }

  /** A value as {@code data.columns} has it, null for none. */
  public static String cell(Object value) {
    return TableRows.cell(value);
  }

  /**
   * Does something with the rows.
   *
   * @throws DataException that says in a line why they cannot be read
   */
  public <T> T reading(Callable<T> work) {
    return Tables.reading(name, work);
  }
}
