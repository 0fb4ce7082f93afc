package dev.kindling.data.rows;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.serializer.SerializerInstance;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Puts together what each partition of an input has found, on the executors: the driver is sent one
 * result, not one of every partition, which together would pass {@code spark.driver.maxResultSize}.
 * That holds of what a merge keeps small, such as sums and categories; the surveys of rows are put
 * one after the other, so that all of them, with up to 10,000 labels each, pass through one task to
 * the driver, and grow with the partitions.
 *
 * <p>What is found comes in pieces, such as one for each column. A task merges the same piece of
 * all partitions, one after the other in the order of the partitions: the same steps as on the
 * driver, so that the result has the same bits whichever tasks end first.
 */
public final class OrderedMerge {
  private static final int FEW = 8; // partitions, whose results a shuffle would only delay

  private OrderedMerge() {}

  /** Merges two pieces, in a form that travels with a task; may change the left one. */
  public interface Merge<T> extends BinaryOperator<T>, Serializable {}

  /**
   * Merges pieces.
   *
   * @param found one list of each partition, all equally long
   * @return each piece of all partitions; none if there are no partitions
   */
  public static <T> List<T> of(JavaRDD<List<T>> found, Merge<T> merge) {
    return found.getNumPartitions() <= FEW ? onDriver(found, merge) : onExecutors(found, merge);
  }

  private static <T> List<T> onDriver(JavaRDD<List<T>> found, Merge<T> merge) {
    return found.collect().stream()
        .reduce(
            (left, right) ->
                IntStream.range(0, left.size())
                    .mapToObj(piece -> merge.apply(left.get(piece), right.get(piece)))
                    .toList())
        .orElse(List.of());
  }

  private static <T> List<T> onExecutors(JavaRDD<List<T>> found, Merge<T> merge) {
    int tasks = Math.max(1, found.context().defaultParallelism());
    return JavaPairRDD.fromJavaRDD(
            found.mapPartitionsWithIndex((partition, lists) -> placed(partition, lists), true))
        .repartitionAndSortWithinPartitions(new ByPiece(tasks))
        .mapPartitions(sorted -> merged(sorted, merge))
        .collect()
        .stream()
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .toList();
  }

  /**
   * Pieces with what they are to be sorted by: their number, and then the partition. As bytes, for
   * Spark looks at every object in what it sorts, again and again, to know when there are too many.
   */
  private static <T> Iterator<Tuple2<Long, byte[]>> placed(int partition, Iterator<List<T>> lists) {
    List<T> pieces = lists.next();
    return IntStream.range(0, pieces.size())
        .mapToObj(
            piece ->
                new Tuple2<>((long) piece << Integer.SIZE | partition, bytes(pieces.get(piece))))
        .iterator();
  }

  private static byte[] bytes(Object piece) {
    ByteBuffer buffer = serializer().serialize(piece, tag());
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().serializer().newInstance();
  }

  private static <T> ClassTag<T> tag() {
    return ClassTag$.MODULE$.apply(Object.class);
  }

  private static int piece(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private static <T> Iterator<Tuple2<Integer, T>> merged(
      Iterator<Tuple2<Long, byte[]>> sorted, Merge<T> merge) {
    List<Tuple2<Integer, T>> merged = new ArrayList<>();
    while (sorted.hasNext()) {
      Tuple2<Long, byte[]> next = sorted.next();
      int piece = piece(next._1());
      T value = serializer().deserialize(ByteBuffer.wrap(next._2()), tag());
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last)._1() == piece) {
        merged.set(last, new Tuple2<>(piece, merge.apply(merged.get(last)._2(), value)));
      } else {
        merged.add(new Tuple2<>(piece, value));
      }
    }
    return merged.iterator();
  }

  /** Sends the same piece of all partitions to the same task. */
  private static final class ByPiece extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int tasks;

    ByPiece(int tasks) {
      this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
      return tasks;
    }

    @Override
    public int getPartition(Object place) {
      return piece((Long) place) % tasks;
    }
  }
}
