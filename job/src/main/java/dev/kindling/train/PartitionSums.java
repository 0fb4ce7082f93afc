package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sums over all partitions of what each makes of a value that it is sent: one Spark job, and the
 * only place where Kindling adds across partitions.
 *
 * @param count how many partitions there are
 * @param depth of {@code treeAggregate}; never changes a sum
 */
record PartitionSums(
    JavaSparkContext spark, JavaRDD<ExamplePartition> partitions, int count, int depth) {

  /** What a partition makes of the value; travels with the tasks, so it should capture little. */
  @FunctionalInterface
  interface Term<S, T> extends Serializable {
    T of(S shared, ExamplePartition partition);
  }

  /** Broadcasts the value for this one sum. */
  <S, T extends Serializable> T sum(S shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    Broadcast<S> broadcast = spark.broadcast(shared);
    try {
      return sumBroadcast(broadcast, term, addition);
    } finally {
      broadcast.destroy();
    }
  }

  /** The same of a value that is on its way already. */
  <S, T extends Serializable> T sumBroadcast(
      Broadcast<S> shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    return partitions
        .treeAggregate(
            // Empty: the zero value travels with every task.
            new TreeSum<T>(count, addition),
            (sum, partition) -> sum.add(partition.index(), term.of(shared.value(), partition)),
            TreeSum::merge,
            depth)
        .total();
  }
}
