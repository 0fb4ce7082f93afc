package dev.kindling.data.formats;

import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Records;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * The rows of Parquet files in the order of the files and of the rows in them. Spark SQL puts the
 * longest files first and several short ones into one partition; here each partition is of one
 * file, and they are put in order.
 */
final class ParquetRows {
  private static final String PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final long LEAST_BYTES = 1 << 20; // what is shorter is not worth a task

  private ParquetRows() {}

  /** Where a partition begins; in no file where it has no rows. */
  private record Place(String file, long start) implements Serializable {
    static Iterator<Place> of(Iterator<Row> rows) {
      if (!rows.hasNext()) {
        return List.of(new Place("", 0)).iterator();
      }
      Row first = rows.next();
      return List.of(new Place(name(first.getString(0)), first.getLong(1))).iterator();
    }
  }

  /** A path as Spark SQL tells it, in the form of those of {@link InputFiles}. */
  static String name(String path) {
    try {
      return InputFiles.name(new Path(URI.create(path)));
    } catch (IllegalArgumentException e) {
      return InputFiles.name(new Path(path)); // not encoded, with a space in it
    }
  }

  /**
   * Reads files.
   *
   * @param files in their order
   * @param schema of the columns to be read
   */
  static JavaRDD<Records<Row>> of(
      JavaSparkContext spark, List<FileStatus> files, StructType schema) {
    SparkSession session = split(Tables.session(spark), spark.defaultParallelism(), files);
    String[] paths = files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
    Dataset<Row> table = session.read().schema(schema).parquet(paths);
    List<Place> places =
        table
            .select("_metadata.file_path", "_metadata.file_block_start")
            .javaRDD()
            .mapPartitions(Place::of)
            .collect();
    String[] names = places.stream().map(Place::file).toArray(String[]::new);
    JavaRDD<Records<Row>> parts =
        table
            .javaRDD()
            .mapPartitionsWithIndex(
                (p, rows) ->
                    List.of(new Records<Row>(names[p], Records.ROW, true, new Readable(rows)))
                        .iterator(),
                true);
    return inOrder(spark, parts, order(files, places));
  }

  /** A session that puts one file at most into a partition, or one of its parts. */
  private static SparkSession split(SparkSession session, int cores, List<FileStatus> files) {
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    String given = session.conf().get(PARTITION_BYTES);
    long most = new SparkConf(false).set(PARTITION_BYTES, given).getSizeAsBytes(PARTITION_BYTES);
    long each = Math.min(most, Math.max(LEAST_BYTES, bytes / cores));
    SparkSession own = Tables.forParquet(session);
    own.conf().set(PARTITION_BYTES, each);
    own.conf().set("spark.sql.files.openCostInBytes", each); // so that two never go together
    own.conf().set("spark.sql.files.maxPartitionNum", Integer.MAX_VALUE);
    return own;
  }

  /** The partitions in the order of the files, those without rows left out. */
  private static int[] order(List<FileStatus> files, List<Place> places) {
    Map<String, Integer> number = new HashMap<>();
    files.forEach(file -> number.put(InputFiles.name(file.getPath()), number.size()));
    return IntStream.range(0, places.size())
        .filter(p -> !places.get(p).file.isEmpty())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(p -> number.get(places.get(p).file))
                .thenComparingLong(p -> places.get(p).start))
        .mapToInt(p -> p)
        .toArray();
  }

  private static <T> JavaRDD<T> inOrder(JavaSparkContext spark, JavaRDD<T> parts, int[] order) {
    if (IntStream.range(0, order.length).allMatch(i -> order[i] == i)) {
      return parts;
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    JavaRDD<T>[] ordered =
        IntStream.of(order)
            .mapToObj(p -> PartitionPruningRDD.create(parts.rdd(), only(p)).toJavaRDD())
            .toArray(JavaRDD[]::new);
    return spark.union(ordered);
  }

  /** Chooses one partition. */
  private static Function1<Object, Object> only(int partition) {
    return (Function1<Object, Object> & Serializable) p -> (int) p == partition;
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
