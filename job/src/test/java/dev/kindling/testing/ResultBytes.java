package dev.kindling.testing;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what the tasks of some work send to the driver. */
public final class ResultBytes extends SparkListener {
  private static final long WAIT = 10_000; // milliseconds, for events that are on their way

  private final AtomicLong bytes = new AtomicLong();

  private ResultBytes() {}

  /** Does some work, and returns the bytes of its tasks' results. */
  public static long of(JavaSparkContext spark, Runnable work) throws Exception {
    ResultBytes results = new ResultBytes();
    spark.sc().addSparkListener(results);
    try {
      work.run();
      spark.sc().listenerBus().waitUntilEmpty(WAIT);
    } finally {
      spark.sc().removeSparkListener(results);
    }
    return results.bytes.get();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      bytes.addAndGet(end.taskMetrics().resultSize());
    }
  }
}
