package dev.kindling.data;

import dev.kindling.config.Section;
import dev.kindling.model.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files, read by Spark SQL. Their rows have the order of the files' paths and of the rows
 * in them, however the files are split: Spark would mix several files in a partition, so each is a
 * table of its own here. The columns are those of the first file.
 */
public record ParquetFormat(TableRoles roles) implements DataFormat {

  static ParquetFormat read(Section data) {
    return new ParquetFormat(TableRoles.read(data));
  }

  @Override
  public Map<String, Object> toMap() {
    return roles.toMap("parquet");
  }

  @Override
  public void checkColumns(Section section, List<Column> columns) {
    roles.checkColumns(section, columns);
  }

  @Override
  public boolean mayHaveBadRows() {
    return true;
  }

  @Override
  public Source open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    List<Path> files = InputFiles.paths(spark.hadoopConfiguration(), name);
    SparkSession session = Tables.session(spark);
    Path first = files.get(0);
    StructType schema =
        Tables.reading(
            InputFiles.name(first), () -> session.read().parquet(first.toString()).schema());
    StructType used = TableColumns.of(name, schema, roles, wanted).used(schema);
    TableColumns columns = TableColumns.of(name, used, roles, wanted);
    JavaRDD<Records<Row>> rows =
        Tables.union(spark, files.stream().map(file -> rows(session, file, used)).toList());
    return RecordSource.open(
        name,
        wanted.layout(),
        rows,
        (part, encoder) -> new TableRows(columns, encoder, wanted),
        wanted);
  }

  /** The rows of one file, in the order of its splits. */
  private static JavaRDD<Records<Row>> rows(SparkSession session, Path file, StructType schema) {
    String name = InputFiles.name(file);
    return session
        .read()
        .schema(schema)
        .parquet(file.toString())
        .javaRDD()
        .mapPartitions(
            rows -> List.of(new Records<>(name, Records.ROW, true, new Readable(rows))).iterator());
  }

  /** Rows whose file may turn out to be damaged, which Spark says in many ways. */
  private record Readable(Iterator<Row> rows) implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      try {
        return rows.hasNext();
      } catch (TaskKilledException e) {
        throw e;
      } catch (Exception e) { // some of which Scala does not declare
        throw new UncheckedIOException(new IOException(Tables.line(e), e));
      }
    }

    @Override
    public Row next() {
      return rows.next();
    }
  }
}
