package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * A sum over all partitions in local mode, where the tasks run in the driver's process: they read
 * the value where the driver has it and add their terms to its sum. Neither is copied or
 * serialised.
 */
final class InProcessSum<S, T extends Serializable> {
  private static final Map<Long, InProcessSum<?, ?>> RUNNING = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBER = new AtomicLong();

  private final S shared;
  private final PartitionSums.Term<S, T> term;
  private final TreeSum<T> sum;
  private final BitSet added = new BitSet(); // of the partitions
  private TaskTimes tasks = TaskTimes.NONE;

  InProcessSum(int count, S shared, PartitionSums.Term<S, T> term, TreeSum.Addition<T> addition) {
    this.shared = shared;
    this.term = term;
    this.sum = new TreeSum<>(count, addition);
  }

  /** Runs the one job that this sum is for. */
  T over(JavaSparkContext spark, JavaRDD<ExamplePartition> partitions, TimeSplit times) {
    long number = NUMBER.getAndIncrement();
    RUNNING.put(number, this);
    long submitted = System.nanoTime();
    try {
      spark.sc().runJob(partitions.rdd(), new Task(number), ClassTag$.MODULE$.apply(Boolean.class));
    } finally {
      RUNNING.remove(number);
    }
    times.job(System.nanoTime() - submitted, TaskTimes.now(), tasks, spark.defaultParallelism());
    return sum.total();
  }

  private void add(ExamplePartition partition) {
    long begun = System.nanoTime();
    T value = term.of(shared, partition);
    TaskTimes time = TaskTimes.of(begun, begun);
    synchronized (sum) {
      // A task that fails after its work is done is run again, and adds the same again.
      if (!added.get(partition.index())) {
        added.set(partition.index());
        tasks = tasks.and(time);
        sum.add(partition.index(), value);
      }
    }
  }

  /**
   * What Spark runs. A class of its own and no lambda: before every job Spark reads the bytecode of
   * a lambda and of what surrounds it, which takes longer than all else in a small job.
   */
  private static final class Task
      extends AbstractFunction2<TaskContext, Iterator<ExamplePartition>, Boolean>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final long number;

    Task(long number) {
      this.number = number;
    }

    @Override
    public Boolean apply(TaskContext context, Iterator<ExamplePartition> partitions) {
      while (partitions.hasNext()) {
        RUNNING.get(number).add(partitions.next());
      }
      return true;
    }
  }
}
