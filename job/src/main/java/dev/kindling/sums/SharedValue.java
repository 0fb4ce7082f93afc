package dev.kindling.sums;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private static final long PATIENCE = 1; // seconds

  private final Broadcast<S> broadcast;
  private final ThreadFactory threads;
  private volatile CompletableFuture<Void> withdrawal; // null before

  SharedValue(JavaSparkContext spark, S value) {
    this(spark.broadcast(value), Thread::new);
  }

  SharedValue(Broadcast<S> broadcast, ThreadFactory threads) {
    this.broadcast = broadcast;
    this.threads = threads;
  }

  /** What travels with a task. */
  Broadcast<S> broadcast() {
    return broadcast;
  }

  /**
   * Frees the blocks, here and on the executors; a task that needs them after all will fail. Waits
   * for that, as the memory is needed, but not for an executor that does not answer: this is the
   * thread on which Spark does all its scheduling.
   */
  void withdraw() {
    if (isWithdrawn()) {
      return;
    }
    withdrawal = new CompletableFuture<>();
    start();
    try {
      withdrawal.get(PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // which the end hears of
    }
  }

  private void start() {
    try {
      Thread thread = threads.newThread(this::destroy);
      thread.setName("withdraw-broadcast");
      thread.setDaemon(true);
      thread.start();
    } catch (Throwable e) { // such as that there are too many threads
      withdrawal.completeExceptionally(e);
    }
  }

  private void destroy() {
    try {
      broadcast.destroy(true);
      withdrawal.complete(null);
    } catch (Throwable e) { // Spark's own are checked, and thrown undeclared
      withdrawal.completeExceptionally(e);
    }
  }

  boolean isWithdrawn() {
    return withdrawal != null;
  }

  /**
   * Frees what is left, if it can: how the sum ended is what counts, and Spark's end frees it too.
   */
  @Override
  public void close() {
    try {
      if (isWithdrawn()) {
        withdrawal.join();
      } else {
        broadcast.destroy(true);
      }
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      LOG.warn("a broadcast was not removed: {}", e.toString());
    }
  }
}
