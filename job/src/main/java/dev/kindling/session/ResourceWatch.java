package dev.kindling.session;

import dev.kindling.sums.TaskThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Gives up on a cluster that lets a job wait: Spark would wait for executors for ever, whether they
 * never came or were all lost. Tasks that run, however long, are no reason to give up. A job that
 * is submitted while the cluster ends the application would wait for ever as well, and so does one
 * of which a thread of the driver has lost something for want of memory.
 */
public final class ResourceWatch extends SparkListener implements AutoCloseable {
  private static final int LOOKS_AFTER_THE_END = 5; // in which jobs fail by themselves

  private final JavaSparkContext spark;
  private final Duration timeout;
  private final Thread worker = Thread.currentThread(); // which runs the jobs
  private final DeadThreads dead = new DeadThreads();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "resource-watch");
            thread.setDaemon(true);
            return thread;
          });
  private int jobs; // that are under way
  private int tasks; // that are running
  private long since = System.nanoTime(); // neither changed
  private volatile boolean gaveUp;
  private int looksAfterTheEnd; // of the application, or of a thread

  ResourceWatch(JavaSparkContext spark, Duration timeout) {
    this.spark = spark;
    this.timeout = timeout;
    spark.sc().addSparkListener(this);
    clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    count(1, 0);
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd event) {
    count(-1, 0);
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    count(0, 1);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    count(0, -1);
  }

  private synchronized void count(int moreJobs, int moreTasks) {
    jobs += moreJobs;
    tasks += moreTasks;
    since = System.nanoTime();
  }

  private synchronized boolean waitedTooLong() {
    return jobs > 0 && tasks == 0 && System.nanoTime() - since > timeout.toNanos();
  }

  private synchronized void look() {
    if (clock.isShutdown()) {
      return;
    }
    boolean ended = spark.sc().isStopped() || dead.outOfMemory() != null;
    if (ended && ++looksAfterTheEnd > LOOKS_AFTER_THE_END && isInSpark(worker.getStackTrace())) {
      worker.interrupt();
    }
    gaveUp |= !ended && waitedTooLong();
    if (gaveUp || dead.outOfMemory() != null) {
      cancelJobs(spark); // again and again: another one may have come since
    }
  }

  /**
   * Whether a thread waits for Spark: to interrupt one that writes a model, say, would break off
   * what can still be done.
   */
  static boolean isInSpark(StackTraceElement... frames) {
    for (StackTraceElement frame : frames) {
      String name = frame.getClassName();
      if (name.startsWith("org.apache.spark.") || name.equals(TaskThreads.class.getName())) {
        return true;
      }
      if (name.startsWith("dev.kindling.")) {
        return false; // and what called that, such as spark-submit, does not matter
      }
    }
    return false;
  }

  /** Cancels all jobs, of which there are none where Spark is stopped at this moment. */
  public static void cancelJobs(JavaSparkContext spark) {
    try {
      spark.sc().cancelAllJobs();
    } catch (RuntimeException e) {
      if (!spark.sc().isStopped()) {
        throw e;
      }
    }
  }

  /** What a failure of a job is due to: this watch, if it gave up, the memory, or the cluster. */
  Exception explain(Exception failure) {
    if (dead.outOfMemory() != null && !SparkFolders.isKnown(failure)) {
      return new ResourceException("a thread ended for want of memory", dead.outOfMemory());
    }
    if (gaveUp) {
      return new ResourceException(message(), failure);
    }
    return spark.sc().isStopped()
        ? new ResourceException(
            spark.master() + " cannot be reached, or has ended the application (see above)",
            failure)
        : SparkFolders.explain(failure, folders());
  }

  private static String[] folders() {
    return SparkEnv.get().blockManager().diskBlockManager().localDirsString();
  }

  private String message() {
    SparkConf conf = spark.getConf();
    String asked =
        Stream.of(
                "spark.cores.max",
                "spark.executor.cores",
                "spark.executor.instances",
                "spark.executor.memory",
                "spark.task.cpus")
            .filter(conf::contains)
            .map(key -> key + "=" + conf.get(key))
            .collect(Collectors.joining(", "));
    return "%s ran no task for %d s (--resource-timeout): it has no executor left, or none that fits %s; its web page shows what it has"
        .formatted(
            spark.master(), timeout.toSeconds(), asked.isEmpty() ? "Spark's defaults" : asked);
  }

  /** On the thread that runs the jobs. */
  @Override
  public void close() {
    synchronized (this) {
      clock.shutdownNow();
    }
    dead.close();
    Thread.interrupted(); // meant for a job
  }
}
