package dev.kindling.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;

/**
 * Starting Spark on a cluster that may not answer: Spark asks a standalone master for a minute, and
 * other cluster managers for as long as it takes.
 */
final class ClusterStart {
  private static final long LOOK_MILLIS = 50;

  private ClusterStart() {}

  /**
   * Starts Spark on a thread of its own, which is left behind if it gets no answer.
   *
   * @param timeout how long Spark may ask the cluster; loading classes does not count
   * @throws ResourceException if it asked longer
   */
  static JavaSparkContext within(Duration timeout, String master, SparkStart start)
      throws Exception {
    FutureTask<JavaSparkContext> context = new FutureTask<>(start::start);
    Thread thread = new Thread(context, "spark-start");
    thread.setDaemon(true); // no reason for the process to go on
    thread.start();
    long asking = 0; // since when
    while (true) {
      try {
        return context.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } catch (TimeoutException e) {
        if (asking == 0 && asks(thread)) {
          asking = System.nanoTime();
        }
        if (asking != 0 && System.nanoTime() - asking > timeout.toNanos()) {
          thread.interrupt();
          throw new ResourceException(
              "no answer from %s within %d s (--resource-timeout): is it the right address, and does the cluster run?"
                  .formatted(master, timeout.toSeconds()),
              e);
        }
      }
    }
  }

  /** What {@link #within} starts. */
  @FunctionalInterface
  interface SparkStart {
    JavaSparkContext start();
  }

  /** Whether a thread is where Spark turns to the cluster, whatever manages it. */
  private static boolean asks(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getMethodName().equals("start")
                    && frame.getClassName().equals(TaskSchedulerImpl.class.getName()));
  }
}
