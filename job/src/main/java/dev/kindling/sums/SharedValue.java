package dev.kindling.sums;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that the tasks of one job are sent. The driver holds it once more for them, as blocks,
 * until they have it for certain or the job ends.
 */
final class SharedValue<S> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedValue.class);

  private final Broadcast<S> broadcast;
  private volatile boolean withdrawn;

  SharedValue(JavaSparkContext spark, S value) {
    this.broadcast = spark.broadcast(value);
  }

  /** What travels with a task. */
  Broadcast<S> broadcast() {
    return broadcast;
  }

  /** Frees the blocks, here and on the executors; a task that needs them after all will fail. */
  synchronized void withdraw() {
    if (!withdrawn) {
      withdrawn = true;
      broadcast.destroy(true); // at once, as the memory is needed
    }
  }

  boolean isWithdrawn() {
    return withdrawn;
  }

  /**
   * Frees what is left, if it can: how the sum ended is what counts, and Spark's end frees it too.
   */
  @Override
  public void close() {
    try {
      withdraw();
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      LOG.warn("a broadcast was not removed: {}", e.toString());
    }
  }
}
