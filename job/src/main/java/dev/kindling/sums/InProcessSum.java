package dev.kindling.sums;

import dev.kindling.data.ExamplePartition;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;

/**
 * A sum over all partitions in local mode, where the tasks run in the driver's process: they read
 * the value where the driver has it and add their terms to its sum. Neither is copied or
 * serialised. Nor does a sum take a Spark job of its own, unless a task fails ({@link
 * TaskThreads}).
 */
final class InProcessSum<S, T extends Serializable> {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessSum.class);
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

  T over(JavaSparkContext spark, JavaRDD<ExamplePartition> partitions, TimeSplit times) {
    long submitted = System.nanoTime();
    RDD<ExamplePartition> rdd = partitions.rdd();
    Partition[] parts = rdd.partitions();
    Throwable failure =
        TaskThreads.INSTANCE.run(spark, parts.length, (part, task) -> add(rdd, parts[part], task));
    if (failure != null) {
      LOG.warn(
          "a partition's part of a sum failed, and a job does what is missing: {}",
          failure.toString());
      runJob(partitions);
    }
    times.job(System.nanoTime() - submitted, TaskTimes.now(), tasks, spark.defaultParallelism());
    return sum.total();
  }

  /** The sum in a job, whose tasks Spark runs again when they fail, as often as it is told to. */
  private void runJob(JavaRDD<ExamplePartition> partitions) {
    long number = NUMBER.getAndIncrement();
    RUNNING.put(number, this);
    try {
      partitions.foreach(partition -> RUNNING.get(number).add(partition, 0));
    } finally {
      RUNNING.remove(number);
    }
  }

  private void add(RDD<ExamplePartition> rdd, Partition part, TaskContext task) {
    long asked = System.nanoTime();
    Iterator<ExamplePartition> partitions = rdd.iterator(part, task);
    while (partitions.hasNext()) {
      ExamplePartition partition = partitions.next();
      add(partition, System.nanoTime() - asked);
      asked = System.nanoTime();
    }
  }

  /**
   * Adds a partition's term, once: an attempt may fail when it has done so, and come again.
   *
   * @param read nanoseconds that it took to get the examples
   */
  private void add(ExamplePartition partition, long read) {
    if (isAdded(partition)) {
      return;
    }
    long begun = System.nanoTime();
    T value = term.of(shared, partition);
    TaskTimes time = TaskTimes.of(read, begun, begun);
    synchronized (sum) {
      if (!isAdded(partition)) { // by an earlier attempt, which may have been late
        added.set(partition.index());
        tasks = tasks.and(time);
        sum.add(partition.index(), value);
      }
    }
  }

  private boolean isAdded(ExamplePartition partition) {
    synchronized (sum) {
      return added.get(partition.index());
    }
  }
}
