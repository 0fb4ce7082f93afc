package dev.kindling.data.describe;

import dev.kindling.data.formats.BundledData;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.DataFormats;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaSparkContext;

/** The format of an input that nobody has told. */
public final class FormatOf {
  private static final Pattern QUERY =
      Pattern.compile("\\s*(select|with)\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern SPARSE =
      Pattern.compile("\\s*[^\\s,;|:]+(\\s+\\d+:[^\\s,;|]+)+\\s*(#.*)?");
  private static final Pattern LONE = Pattern.compile("\\s*([^\\s,;|:#]+\\s*)?(#.*)?");
  private static final int FEW = 20; // lines, some of which may tell nothing

  private FormatOf() {}

  /**
   * What an input seems to be: {@code SQL} by its first word, {@code PARQUET} by the name of its
   * first file or its first bytes, {@code LIBSVM} by its first line that is no comment and no lone
   * word; otherwise {@code CSV}.
   *
   * @throws DataException if there is nothing to be read
   */
  public static DataFormats guess(JavaSparkContext spark, String input) {
    if (BundledData.has(input)) {
      return DataFormats.CSV;
    }
    if (QUERY.matcher(input).matches()) {
      return DataFormats.SQL;
    }
    if (isParquet(spark, input)) {
      return DataFormats.PARQUET;
    }
    return CsvFormat.firstLines(input, InputFiles.lines(spark, input), FEW).stream()
            .filter(line -> !LONE.matcher(line).matches()) // a comment, a label without features
            .limit(1)
            .anyMatch(line -> SPARSE.matcher(line).matches())
        ? DataFormats.LIBSVM
        : DataFormats.CSV;
  }

  private static boolean isParquet(JavaSparkContext spark, String input) {
    FileStatus file = InputFiles.list(spark.hadoopConfiguration(), input).get(0);
    if (file.getPath().getName().endsWith(".parquet")) {
      return true; // one that is broken too, which Spark tells better than lines of it would
    }
    try (FSDataInputStream in =
        file.getPath().getFileSystem(spark.hadoopConfiguration()).open(file.getPath())) {
      return InputFiles.isParquet(in.readNBytes(InputFiles.BEGINNING));
    } catch (IOException e) {
      throw new DataException(InputFiles.name(file.getPath()) + " " + InputFiles.unreadable(e), e);
    }
  }
}
