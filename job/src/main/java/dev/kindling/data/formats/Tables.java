package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RecordSource;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the formats of Spark SQL share: its session, which only they start, and its rows. */
final class Tables {
  private static final Pattern NO_FOOTER =
      Pattern.compile("is not a Parquet file|footer is too large|footer index is not");
  private static final Pattern FOOTER = // whatever is wrong with it, such as that it is encrypted
      Pattern.compile("\\[[A-Z_.]*CANNOT_READ_FILE_FOOTER\\]");
  private static final Pattern FILE =
      Pattern.compile(
          "(?:while reading file|footer for file:) (.+?)[.,]?\\s*(?:Could|SQLSTATE|Details|\\R|$)");
  private static final Pattern WRAPPED =
      Pattern.compile("Job aborted due to stage failure|Exception thrown in awaitResult|" + FOOTER);

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
      Optional<Throwable> known = causes(e).filter(DataException.class::isInstance).findFirst();
      if (known.isPresent()) { // that of a task, which Spark wraps
        throw (DataException) known.get();
      }
      String found = says(e, FOOTER) || says(e, NO_FOOTER) ? file(e, name) : name;
      throw new DataException(found + " cannot be read: " + line(e), e);
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

  private static boolean says(Throwable e, Pattern what) {
    return causes(e).anyMatch(cause -> what.matcher(text(cause)).find());
  }

  /** The file that an exception of Spark SQL is about, where it says so. */
  private static String file(Throwable e, String otherwise) {
    return causes(e)
        .map(cause -> FILE.matcher(text(cause)))
        .filter(Matcher::find)
        .map(file -> ParquetRows.name(file.group(1)))
        .findFirst()
        .orElse(otherwise);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  /** What an exception of Spark SQL says, without its plans and the hints on Spark's settings. */
  static String line(Throwable e) {
    if (says(e, NO_FOOTER)) {
      return "it is no whole Parquet file, for at its end there is no footer";
    }
    Throwable told = e;
    while (told.getCause() != null && WRAPPED.matcher(text(told)).lookingAt()) {
      told = told.getCause();
    }
    String message = text(told);
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message).strip();
  }
}
