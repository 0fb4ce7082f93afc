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
 * @param times hears where the time of each sum goes
 */
record PartitionSums(
    JavaSparkContext spark,
    JavaRDD<ExamplePartition> partitions,
    int count,
    int depth,
    TimeSplit times) {

  /** Instead of a depth, in local mode: nothing has to travel. */
  static final int IN_PROCESS = 0;

  /** What a partition makes of the value; travels with the tasks, so it should capture little. */
  @FunctionalInterface
  interface Term<S, T> extends Serializable {
    T of(S shared, ExamplePartition partition);
  }

  /** A sum on its way to the driver. */
  private static final class Partial<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1;
    private final TreeSum<T> sum;
    private TaskTimes times = TaskTimes.NONE;

    Partial(TreeSum<T> sum) {
      this.sum = sum;
    }

    <S> Partial<T> add(ExamplePartition partition, Term<S, T> term, Broadcast<S> shared) {
      long begun = System.nanoTime();
      S value = shared.value();
      long fetched = System.nanoTime();
      sum.add(partition.index(), term.of(value, partition));
      times = times.and(TaskTimes.of(begun, fetched));
      return this;
    }

    Partial<T> merge(Partial<T> other) {
      sum.merge(other.sum);
      times = times.and(other.times);
      return this;
    }
  }

  <S, T extends Serializable> T sum(S shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    if (depth == IN_PROCESS) {
      return new InProcessSum<>(count, shared, term, addition).over(spark, partitions, times);
    }
    Broadcast<S> broadcast = times.timed(TimeSplit.Part.BROADCAST, () -> spark.broadcast(shared));
    try {
      long submitted = System.nanoTime();
      Partial<T> all =
          partitions.treeAggregate(
              // Empty: the zero value travels with every task.
              new Partial<>(new TreeSum<T>(count, addition)),
              (sum, partition) -> sum.add(partition, term, broadcast),
              Partial::merge,
              depth);
      times.job(
          System.nanoTime() - submitted, TaskTimes.now(), all.times, spark.defaultParallelism());
      return all.sum.total();
    } finally {
      long done = System.nanoTime();
      broadcast.destroy();
      times.add(TimeSplit.Part.BROADCAST, System.nanoTime() - done);
    }
  }
}
