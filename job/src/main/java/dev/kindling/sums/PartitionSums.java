package dev.kindling.sums;

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
 * @param choice of the way to add, which never changes a sum
 * @param times hears where the time of each sum goes
 */
public record PartitionSums(
    JavaSparkContext spark,
    JavaRDD<ExamplePartition> partitions,
    int count,
    AggregationChoice choice,
    TimeSplit times) {

  /** What a partition makes of the value; travels with the tasks, so it should capture little. */
  @FunctionalInterface
  public interface Term<S, T> extends Serializable {
    T of(S shared, ExamplePartition partition);
  }

  /** One sum; the value must stay as it is until it is taken. */
  public <S, T extends Serializable> T sum(
      S shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    if (choice.withinProcess()) {
      return new InProcessSum<>(count, shared, term, addition).over(spark, partitions, times);
    }
    long computed = times.nanoseconds(TimeSplit.Part.COMPUTE);
    long begun = System.nanoTime();
    Broadcast<S> broadcast = times.timed(TimeSplit.Part.BROADCAST, () -> spark.broadcast(shared));
    T sum;
    try {
      Stages stages =
          Stages.of(
              choice.next(),
              count,
              Stages.slices(addition.numbers() * Float.BYTES, spark.defaultParallelism()));
      sum = new SparkSum<>(stages, broadcast, term, addition).over(spark, partitions, times);
    } finally {
      long done = System.nanoTime();
      broadcast.destroy();
      times.add(TimeSplit.Part.BROADCAST, System.nanoTime() - done);
    }
    choice.took(System.nanoTime() - begun - (times.nanoseconds(TimeSplit.Part.COMPUTE) - computed));
    return sum;
  }
}
