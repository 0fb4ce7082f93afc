package dev.kindling.sums;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums over all partitions of what each makes of a value that it is sent: on a cluster a Spark job
 * for each, and another one where parts of it were lost. The only place where training adds across
 * partitions.
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

  private static final Logger LOG = LoggerFactory.getLogger(PartitionSums.class);
  private static final int ATTEMPTS = 4; // as Spark gives a stage that loses what it has read

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
    int slices = Stages.slices(addition.numbers() * Float.BYTES, spark.defaultParallelism());
    return sum(Stages.of(choice.next(), count, slices), shared, term, addition);
  }

  /** Takes a sum, and takes it again where what was lost of it would need the value again. */
  private <S, T extends Serializable> T sum(
      Stages stages, S shared, Term<S, T> term, TreeSum.Addition<T> addition) {
    T sum = null;
    for (int attempt = 1; sum == null; attempt++) {
      long begun = System.nanoTime();
      long computed = times.nanoseconds(TimeSplit.Part.COMPUTE);
      SharedValue<S> value =
          times.timed(TimeSplit.Part.BROADCAST, () -> new SharedValue<>(spark, shared));
      try {
        sum = new SparkSum<>(stages, value, term, addition).over(spark, partitions, times);
      } catch (Exception e) { // Spark's own are checked, and thrown undeclared
        if (!value.isWithdrawn()
            || attempt == ATTEMPTS
            || !(e instanceof SparkException)
            || TaskThreads.isCancelled(e)) {
          throw e;
        }
        LOG.warn(
            "parts of a sum were lost, and it is taken again: {}",
            e.getMessage().lines().findFirst().orElse(""));
      } finally {
        times.timed(TimeSplit.Part.BROADCAST, value::close);
      }
      if (sum != null) { // what failed says nothing about the way
        long computing = times.nanoseconds(TimeSplit.Part.COMPUTE) - computed;
        choice.took(System.nanoTime() - begun - computing);
      }
    }
    return sum;
  }
}
