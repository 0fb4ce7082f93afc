package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The session of Spark SQL, which only those formats start that need it. */
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

  /** What an exception of Spark SQL says, without its plans and the hints on Spark's settings. */
  static String line(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message).strip();
  }
}
