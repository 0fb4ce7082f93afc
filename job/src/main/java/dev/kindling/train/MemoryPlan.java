package dev.kindling.train;

import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.ByteSize;
import java.util.ArrayList;
import java.util.List;

/**
 * What training holds in memory at once, in bytes. A lower bound: Spark and the layers' scratch
 * memory come on top.
 *
 * @param vector the parameters, in float
 * @param kept how many such vectors the driver keeps from step to step
 * @param travels whether they are broadcast: an executor has the value and the blocks that it came
 *     in
 * @param returned how many such vectors travel to a task, and each partial result of a step has
 * @param results how many partial results of a step reach the driver
 * @param held how many times a result's memory the driver needs while a step's sum is taken
 * @param examples all packed rows
 * @param workspace what a task needs beside the vectors
 */
record MemoryPlan(
    long vector,
    int kept,
    boolean travels,
    int returned,
    int results,
    double held,
    long examples,
    long workspace) {
  long resultBytes() {
    return (long) results * returned * vector;
  }

  long driver() {
    return (long) ((kept + returned * held) * vector);
  }

  /** Of one executor among so many, whose tasks run in parallel. */
  long executor(int executors, int tasks) {
    return examples / executors
        + (travels ? 2 * returned * vector : 0)
        + tasks * (workspace + returned * vector);
  }

  /**
   * What does not fit, each with what would.
   *
   * @param maxResultSize of the driver; 0 for no limit
   * @param executorHeap null in local mode, where executor and driver are one
   */
  List<String> problems(
      long driverHeap, long maxResultSize, Long executorHeap, int executors, int tasks) {
    List<String> problems = new ArrayList<>();
    if (maxResultSize > 0 && resultBytes() > maxResultSize) {
      problems.add(
          "the %d partial results of a step are %s together, more than %s (%s): set it to %dm or more, or training.aggregation: sliced, or training.partitions lower"
              .formatted(
                  results,
                  ByteSize.show(resultBytes()),
                  AggregationChoice.MAX_RESULT_SIZE,
                  ByteSize.show(maxResultSize),
                  ByteSize.megabytes(resultBytes() * 5 / 4)));
    }
    long driver = driver() + (executorHeap == null ? executor(executors, tasks) : 0);
    if (driver > driverHeap) {
      problems.add(
          "the driver needs %s but has %s: set KINDLING_DRIVER_MEMORY (spark.driver.memory) to %dm or more"
              .formatted(
                  ByteSize.show(driver),
                  ByteSize.show(driverHeap),
                  ByteSize.megabytes(driver * 3 / 2)));
    }
    if (executorHeap != null && executor(executors, tasks) > executorHeap) {
      problems.add(
          "an executor needs %s but has %s: set spark.executor.memory to %dm or more, or use more executors than %d"
              .formatted(
                  ByteSize.show(executor(executors, tasks)),
                  ByteSize.show(executorHeap),
                  ByteSize.megabytes(executor(executors, tasks) * 3 / 2),
                  executors));
    }
    return problems;
  }
}
