package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.ExamplePartition;
import dev.kindling.testing.SparkExtension;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Slices that come when the value that they were made of has gone, and others that are lost. */
@ExtendWith(SparkExtension.class)
class PartitionSumsIT {
  private static final int LATE = 1000; // numbers from here on are in the last slice
  private static final AtomicInteger TERMS = new AtomicInteger();

  private static volatile CountDownLatch arrived;
  private static volatile Runnable trouble;

  @BeforeEach
  void reset() {
    TERMS.set(0);
    arrived = new CountDownLatch(1);
  }

  /** Four numbers, each of them a slice. */
  private static final class Fours implements TreeSum.Addition<int[]> {
    private static final long serialVersionUID = 1;

    @Override
    public int[] apply(int[] left, int[] right) {
      if (left[0] >= LATE) {
        await(arrived);
        trouble.run();
      }
      return new int[] {left[0] + right[0]};
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public long numbers() {
      return 4;
    }

    @Override
    public int[] slice(int[] whole, int slice, int of) {
      assertEquals(4, of);
      return new int[] {whole[slice]};
    }

    @Override
    public int[] put(int[] part, int slice, int of, int[] before) {
      int[] whole = before == null ? new int[4] : before;
      whole[slice] = part[0];
      arrived.countDown();
      return whole;
    }
  }

  private static int[] sum(JavaSparkContext spark) {
    PartitionSums sums =
        new PartitionSums(
            spark,
            spark.parallelize(
                IntStream.range(0, 2).mapToObj(i -> new ExamplePartition(i, null, null)).toList(),
                2),
            2,
            AggregationChoice.always(Aggregation.SLICED),
            new TimeSplit());
    return sums.sum(
        5,
        (shared, partition) -> {
          TERMS.incrementAndGet();
          return new int[] {shared, partition.index(), 0, LATE};
        },
        new Fours());
  }

  @Test
  void aSumOfWhichASliceIsLostIsTakenAgain(JavaSparkContext spark) {
    AtomicInteger losses = new AtomicInteger(2 * 2); // Spark tries a task twice here
    trouble =
        () -> {
          if (losses.getAndDecrement() > 0) {
            throw new IllegalStateException("lost");
          }
        };
    assertArrayEquals(new int[] {10, 1, 0, 2 * LATE}, sum(spark));
    assertEquals(6, TERMS.get(), "three times two partitions");
  }

  @Test
  void butNotForEver(JavaSparkContext spark) {
    trouble =
        () -> {
          throw new IllegalStateException("lost");
        };
    SparkException failure = assertThrows(SparkException.class, () -> sum(spark));
    assertTrue(failure.getMessage().contains("lost"), failure::getMessage);
    assertEquals(8, TERMS.get(), "four times two partitions");
  }

  @Test
  void norWhenItIsCancelled(JavaSparkContext spark) {
    trouble =
        () -> {
          SparkContext.getOrCreate().cancelAllJobs();
          LockSupport.parkNanos(500_000_000);
        };
    SparkException failure = assertThrows(SparkException.class, () -> sum(spark));
    assertTrue(failure.getMessage().contains("cancelled"), failure::getMessage);
    assertEquals(2, TERMS.get());
  }
}
