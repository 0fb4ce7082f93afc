package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.SparkExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class TaskThreadsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void eachPartOfManyWorksIsDoneOnceInTasksOfFewJobs(JavaSparkContext spark) throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart event) {
            jobs.incrementAndGet();
          }
        };
    spark.sc().addSparkListener(listener);
    try {
      for (int work = 0; work < 1000; work++) {
        AtomicInteger sum = new AtomicInteger();
        Throwable failure =
            TaskThreads.INSTANCE.run(
                spark,
                7,
                (part, task) -> {
                  assertFalse(task.isCompleted());
                  sum.addAndGet(1 << part);
                });
        assertNull(failure);
        assertEquals(127, sum.get());
      }
      spark.sc().listenerBus().waitUntilEmpty();
      assertTrue(jobs.get() < 100, jobs + " jobs");
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }

  /** However many order work, so that there always is some. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void otherJobsGetTheirTurnBetweenTwoWorksAndWhileOthersGoOn(int threads, JavaSparkContext spark) {
    CountDownLatch stop = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    TaskThreads.Work untilTheNextStarts =
        (part, task) -> {
          int mine = started.incrementAndGet();
          long begun = System.nanoTime();
          while (started.get() == mine && System.nanoTime() - begun < 10_000_000) {
            Thread.onSpinWait();
          }
        };
    List<CompletableFuture<Void>> busy =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (stop.getCount() > 0) {
                            TaskThreads.INSTANCE.run(spark, 4, untilTheNextStarts);
                          }
                        },
                        task -> new Thread(task).start()))
            .limit(threads)
            .toList();
    try {
      assertTimeoutPreemptively(
          LONG,
          () -> assertEquals(8, spark.parallelize(List.of(1, 2, 3, 4, 5, 6, 7, 8), 8).count()));
    } finally {
      stop.countDown();
    }
    assertTimeoutPreemptively(LONG, () -> busy.forEach(CompletableFuture::join));
    assertTimeoutPreemptively(
        LONG, () -> assertEquals(4, spark.parallelize(List.of(1, 2, 3, 4), 4).count()));
  }

  @Test
  void whereNoJobCanBeSubmittedTheNextWorkIsDoneAllTheSame(JavaSparkContext spark) {
    JavaSparkContext stopped =
        new JavaSparkContext(spark.sc()) {
          @Override
          public <T> JavaRDD<T> parallelize(List<T> list, int slices) {
            throw new IllegalStateException("stopped");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> {
          while (TaskThreads.INSTANCE.run(stopped, 4, (part, task) -> {}) == null) {
            Thread.sleep(50); // a shift of other tests' is still there
          }
        });
    assertNull(TaskThreads.INSTANCE.run(spark, 4, (part, task) -> {}));
  }

  @Test
  void severalWorksGoOnAtOnce(JavaSparkContext spark) {
    AtomicInteger sum = new AtomicInteger();
    List<CompletableFuture<Void>> works =
        IntStream.range(0, 6)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 200; i++) {
                            assertNull(
                                TaskThreads.INSTANCE.run(
                                    spark, 3, (part, task) -> sum.incrementAndGet()));
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    assertTimeoutPreemptively(LONG, () -> works.forEach(CompletableFuture::join));
    assertEquals(6 * 200 * 3, sum.get());
  }

  @Test
  void workOfWhichAPartFailsIsNotDoneButTheNextIs(JavaSparkContext spark) {
    Throwable failure =
        TaskThreads.INSTANCE.run(
            spark,
            4,
            (part, task) -> {
              if (part == 2) {
                throw new OutOfMemoryError("on purpose");
              }
            });
    assertEquals("java.lang.OutOfMemoryError: on purpose", String.valueOf(failure));
    assertNull(TaskThreads.INSTANCE.run(spark, 4, (part, task) -> {}));
  }

  /** However short the parts are, and whether or not they notice. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300})
  void workWhoseJobIsCancelledEndsAsSparksJobsDoButTheNextIsDone(
      int milliseconds, JavaSparkContext spark) {
    SparkException cancelled =
        assertThrows(
            SparkException.class,
            () -> {
              for (int work = 0; work < 1000; work++) { // one may be done before its job is not
                TaskThreads.INSTANCE.run(
                    spark,
                    20,
                    (part, task) -> {
                      if (part == 0) {
                        spark.sc().cancelAllJobs();
                      }
                      LockSupport.parkNanos(milliseconds * 1_000_000L);
                      if (task.isInterrupted()) {
                        throw new TaskKilledException("as Spark's iterators do");
                      }
                    });
              }
            });
    assertTrue(cancelled.getMessage().contains("cancelled"), cancelled::getMessage);
    LockSupport.parkNanos(200_000_000); // what the last works have cancelled is done by then
    assertNull(TaskThreads.INSTANCE.run(spark, 4, (part, task) -> {}));
  }

  @Test
  void whatIsCancelledBetweenTwoWorksEndsTheNextUnlessThatComesLater(JavaSparkContext spark)
      throws Exception {
    for (int later : new int[] {0, 100}) {
      boolean ended = false;
      for (int attempt = 0; attempt < (later == 0 ? 50 : 5) && !ended; attempt++) {
        assertNull(TaskThreads.INSTANCE.run(spark, 4, (part, task) -> {}));
        spark.sc().cancelAllJobs();
        Thread.sleep(2 + later);
        try {
          TaskThreads.INSTANCE.run(spark, 4, (part, task) -> {});
        } catch (Exception e) {
          assertInstanceOf(SparkException.class, e);
          ended = true;
        }
        Thread.sleep(100);
      }
      assertEquals(later == 0, ended);
    }
  }

  /** As two cells of a notebook, one of which is stopped. */
  @Test
  void whoseGroupIsCancelledEndsAndNobodyElse(JavaSparkContext spark) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CompletableFuture<Integer> other = working(spark, "other", stop);
    for (int cancelled = 0; cancelled < 3; cancelled++) {
      CompletableFuture<Integer> mine = working(spark, "mine", stop);
      long begun = System.nanoTime();
      while (!mine.isDone() && System.nanoTime() - begun < LONG.toNanos()) {
        Thread.sleep(150);
        spark.sc().cancelJobGroup("mine");
      }
      ExecutionException ended = assertThrows(ExecutionException.class, mine::get);
      assertInstanceOf(SparkException.class, ended.getCause());
      assertFalse(other.isDone());
    }
    stop.countDown();
    assertTrue(assertTimeoutPreemptively(LONG, () -> other.get()) > 0);
  }

  /** Work after work in a group of jobs, until it is stopped; how many. */
  private static CompletableFuture<Integer> working(
      JavaSparkContext spark, String group, CountDownLatch stop) {
    return CompletableFuture.supplyAsync(
        () -> {
          spark.setJobGroup(group, group);
          int works = 0;
          for (; stop.getCount() > 0; works++) {
            assertNull(
                TaskThreads.INSTANCE.run(
                    spark, 7, (part, task) -> LockSupport.parkNanos(1_000_000)));
          }
          return works;
        },
        task -> new Thread(task).start());
  }
}
