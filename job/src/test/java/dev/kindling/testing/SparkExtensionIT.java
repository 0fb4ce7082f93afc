package dev.kindling.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class SparkExtensionIT {
  private static final List<Integer> NUMBERS = IntStream.range(0, 1000).boxed().toList();

  @Test
  void treeAggregateIsThePlainSumForAnyNumberOfPartitions(JavaSparkContext spark) {
    for (int partitions : new int[] {1, 2, 7, 16}) {
      int sum = spark.parallelize(NUMBERS, partitions).treeAggregate(0, Integer::sum, Integer::sum);
      assertEquals(499_500, sum, partitions + " partitions");
    }
  }

  @Test
  void comparisonsSeeEqualAndUnequalData(JavaSparkContext spark) {
    JavaRDD<Integer> doubled = spark.parallelize(NUMBERS, 3).map(n -> 2 * n);
    JavaRDD<Integer> expected = spark.parallelize(NUMBERS.stream().map(n -> n + n).toList(), 3);
    JavaRDDComparisons.assertRDDEqualsWithOrder(expected, doubled);
    assertThrows(
        AssertionError.class,
        () -> JavaRDDComparisons.assertRDDEquals(expected, spark.parallelize(NUMBERS, 3)));
  }

  @Test
  void theSessionIsThatOfTheSharedContext(JavaSparkContext spark, SparkSession session) {
    assertSame(spark.sc(), session.sparkContext());
    assertEquals("local[4, 2]", spark.master());
  }
}
