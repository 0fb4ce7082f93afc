package dev.kindling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.testing.SparkExtension;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class ResourceWatchIT {

  /** As a thread of Spark's that reads results: the job then waits for one of them for ever. */
  @Test
  @Timeout(60)
  void aJobDoesNotWaitForAThreadThatDiedForWantOfMemory(JavaSparkContext spark) throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    try (ResourceWatch watch = new ResourceWatch(spark, Duration.ofHours(1))) {
      dies(error);
      Exception cancelled =
          assertThrows(
              SparkException.class,
              () -> spark.parallelize(List.of(1)).foreach(row -> waitUntilKilled()));
      assertSame(error, watch.explain(cancelled).getCause());
    }
  }

  @Test
  void whatOtherThreadsDieOfIsNotItsBusiness(JavaSparkContext spark) throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    try (ResourceWatch watch = new ResourceWatch(spark, Duration.ofHours(1))) {
      dies(new IllegalStateException("a test's, and meant to be printed"));
      assertEquals(1, spark.parallelize(List.of(1)).count());
      Exception failure = new Exception();
      assertSame(failure, watch.explain(failure));
    }
    assertSame(before, Thread.getDefaultUncaughtExceptionHandler());
  }

  private static void waitUntilKilled() throws InterruptedException {
    while (true) {
      TaskContext.get().killTaskIfInterrupted();
      Thread.sleep(20);
    }
  }

  private static void dies(Throwable e) throws InterruptedException {
    Thread thread =
        new Thread(() -> ResourceWatchIT.<RuntimeException>throwUndeclared(e), "short-lived");
    thread.start();
    thread.join();
  }

  @SuppressWarnings("unchecked") // nothing is cast: the type of what is thrown is erased
  private static <E extends Throwable> void throwUndeclared(Throwable e) throws E {
    throw (E) e;
  }
}
