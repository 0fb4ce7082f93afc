package dev.kindling.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.Moments;
import dev.kindling.testing.ResultBytes;
import dev.kindling.testing.SparkExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class OrderedMergeIT {
  private static final int PIECES = 5;

  /** What a partition finds: moments, whose last bits tell in which order they are merged. */
  private static List<Moments> found(int partition) {
    SplittableRandom random = new SplittableRandom(partition);
    List<Moments> pieces = new ArrayList<>();
    for (int piece = 0; piece < PIECES; piece++) {
      Moments moments = new Moments();
      random.doubles(3 + partition % 7).map(x -> x * 1e3).forEach(moments::add);
      pieces.add(moments);
    }
    return pieces;
  }

  private static Moments merge(Moments left, Moments right) {
    left.merge(right);
    return left;
  }

  private static String bits(List<Moments> pieces) {
    return pieces.stream().map(m -> m.count() + " " + m.mean() + " " + m.deviation()).toList() + "";
  }

  private static JavaRDD<Integer> numbers(JavaSparkContext spark, int partitions) {
    return spark.parallelize(IntStream.range(0, partitions).boxed().toList(), partitions);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 60})
  void piecesAreMergedInTheOrderOfThePartitionsToTheBit(int partitions, JavaSparkContext spark) {
    List<Moments> expected = found(0);
    for (int p = 1; p < partitions; p++) {
      for (int piece = 0; piece < PIECES; piece++) {
        expected.get(piece).merge(found(p).get(piece));
      }
    }
    List<Moments> merged =
        OrderedMerge.of(
            numbers(spark, partitions).map(OrderedMergeIT::found), OrderedMergeIT::merge);
    assertEquals(bits(expected), bits(merged));
  }

  @Test
  void noPartitionsHaveFoundNothing(JavaSparkContext spark) {
    JavaRDD<List<Moments>> none = spark.<List<Moments>>emptyRDD();
    assertEquals(List.of(), OrderedMerge.of(none, OrderedMergeIT::merge));
  }

  @Test
  void whatTheDriverIsSentDoesNotGrowWithThePartitions(JavaSparkContext spark) throws Exception {
    int each = 100_000;
    JavaRDD<List<byte[]>> found = numbers(spark, 60).map(p -> List.of(new byte[each]));
    long bytes = ResultBytes.of(spark, () -> OrderedMerge.of(found, (left, right) -> left));
    assertTrue(each <= bytes && bytes < 3 * each, "the driver was sent " + bytes);
  }
}
