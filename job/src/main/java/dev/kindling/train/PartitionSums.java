package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sums over all partitions of what each makes of a value that it is given: one Spark job, and the
 * only place where Kindling adds across partitions.
 *
 * @param count how many partitions there are
 * @param depth of {@code treeAggregate}, or {@link #IN_PROCESS}; never changes a sum
 */
record PartitionSums(
    JavaSparkContext spark, JavaRDD<ExamplePartition> partitions, int count, int depth) {

  /** Instead of a depth, in local mode: nothing has to travel. */
  static final int IN_PROCESS = 0;

  /** What a partition makes of the value; travels with the tasks, so it should capture little. */
  @FunctionalInterface
  interface Term<S, T> extends Serializable {
    T of(S shared, ExamplePartition partition);
  }

  <S, T extends Serializable> T sum(S shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    if (depth == IN_PROCESS) {
      return new InProcessSum<>(count, shared, term, addition).over(spark, partitions);
    }
    Broadcast<S> broadcast = spark.broadcast(shared);
    try {
      return partitions
          .treeAggregate(
              // Empty: the zero value travels with every task.
              new TreeSum<T>(count, addition),
              (sum, partition) -> sum.add(partition.index(), term.of(broadcast.value(), partition)),
              TreeSum::merge,
              depth)
          .total();
    } finally {
      broadcast.destroy();
    }
  }
}
