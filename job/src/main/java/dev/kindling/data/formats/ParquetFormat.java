package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files, read by Spark SQL, in the order of the files' paths and of the rows in them. The
 * columns are those of the first file.
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
  public Source open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    List<FileStatus> files = InputFiles.list(spark.hadoopConfiguration(), name);
    StructType schema = schema(spark, files);
    StructType used = TableColumns.of(name, schema, roles, wanted).used(schema);
    TableColumns columns = TableColumns.of(name, used, roles, wanted);
    return Tables.source(
        name, columns, Tables.reading(name, () -> ParquetRows.of(spark, files, used)), wanted);
  }

  /** The columns of the first file. */
  static StructType schema(JavaSparkContext spark, List<FileStatus> files) {
    Path first = files.get(0).getPath();
    return Tables.reading(
        InputFiles.name(first),
        () -> Tables.forParquet(Tables.session(spark)).read().parquet(first.toString()).schema());
  }
}
