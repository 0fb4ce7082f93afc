package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RecordSource;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the formats of Spark SQL share: its session, which only they start, and its rows. */
final class Tables {
  private Tables() {}

  /** The session of the Spark that runs. */
  static SparkSession session(JavaSparkContext spark) {
    return SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
  }

  /**
   * A session for Parquet files. Spark SQL has no timestamps of nanoseconds, which pandas writes,
   * and would refuse their files; here they are whole numbers.
   */
  static SparkSession forParquet(SparkSession session) {
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
    return own;
  }

  /**
   * Does something with Spark SQL, which throws what Scala does not declare.
   *
   * @throws DataException that says what went wrong with an input, in a line
   */
  static <T> T reading(String name, Callable<T> reading) {
    try {
      return reading.call();
    } catch (DataException e) {
      throw e;
    } catch (Exception e) {
      throw new DataException(name + " cannot be read: " + line(e), e);
    }
  }

  /** The source that the rows of a table are. */
  static Source source(
      String name, TableColumns columns, JavaRDD<Records<Row>> rows, Wanted wanted) {
    return RecordSource.open(
        name,
        wanted.layout(),
        columns.featureNames(),
        rows,
        (part, encoder) -> new TableRows(columns, encoder, wanted),
        wanted);
  }

  /** What an exception of Spark SQL says, without its plans and the hints on Spark's settings. */
  static String line(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message).strip();
  }
}
