package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a query, or of a table that Spark SQL knows.
 *
 * <p>A result of SQL has no order of its own: Spark may give the same rows in another one when
 * there are other cores, executors or files. So rows that are learned from or measured are put in
 * an order that depends on nothing but what they hold ({@link RowDigest}). Rows to predict keep the
 * order of the query, which {@code ORDER BY} decides, for their numbers are how predictions are
 * known.
 */
public record SqlFormat(TableRoles roles) implements DataFormat {

  private static final Pattern READS =
      Pattern.compile("[\\s(]*(select|values|table)\\b", Pattern.CASE_INSENSITIVE);

  static SqlFormat read(Section data) {
    return new SqlFormat(TableRoles.read(data));
  }

  @Override
  public Map<String, Object> toMap() {
    return roles.toMap("sql");
  }

  @Override
  public void checkColumns(Section section, List<Column> columns) {
    roles.checkColumns(section, columns);
  }

  /**
   * Runs a query.
   *
   * @param name the query, which has white space in it, or a table's name
   */
  @Override
  public Source open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return Tables.reading(
        name,
        () -> {
          Dataset<Row> table = table(spark, name);
          boolean asTheyCome = wanted.label() == Wanted.Label.ANY;
          if (!asTheyCome) {
            checkRepeats(name, table);
          }
          TableColumns columns = TableColumns.of(name, table.schema(), roles, wanted);
          JavaRDD<Row> rows =
              asTheyCome
                  ? table.javaRDD()
                  : RowDigest.sorted(table.javaRDD(), spark.defaultParallelism());
          String unit = asTheyCome ? Records.ROW : "row (as sorted)";
          return Tables.source(name, columns, records(name, unit, rows), wanted);
        });
  }

  /** Plans a query, or finds a table. */
  static Dataset<Row> table(JavaSparkContext spark, String name) {
    SparkSession session = Tables.session(spark);
    if (name.strip().matches("\\S+")) {
      return session.table(name.strip());
    }
    if (!READS.matcher(name).lookingAt()) {
      requireQuery(session, name);
    }
    return session.sql(name);
  }

  /** Refuses a statement that does something, which Spark would do as soon as it has read it. */
  private static void requireQuery(SparkSession session, String name) {
    try {
      session.sql("SELECT * FROM (\n" + name.strip().replaceFirst(";+$", "") + "\n)");
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      if (e.getClass().getSimpleName().equals("ParseException")) {
        throw new DataException(
            name + " must be a query, SELECT or WITH: only what reads is run, and nothing was", e);
      }
    } // of another error the query itself tells better
  }

  /** Refuses a query that it would make no sense to learn from. */
  static void checkRepeats(String name, Dataset<Row> table) {
    if (!table.queryExecution().analyzed().deterministic()) {
      throw new DataException(
          name
              + " may give other rows each time that it is run, as with rand(): write its"
              + " result to a table, and train on that");
    }
  }

  static JavaRDD<Records<Row>> records(String name, String unit, JavaRDD<Row> rows) {
    return rows.mapPartitions(part -> List.of(new Records<>(name, unit, true, part)).iterator());
  }
}
