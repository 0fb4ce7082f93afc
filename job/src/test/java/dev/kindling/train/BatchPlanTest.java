package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  private static final long SEED = 1;

  /** Some partitions are empty, some a hundred times as large as others. */
  @Provide
  static Arbitrary<List<Integer>> sizes() {
    return Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(0)),
            Tuple.of(3, Arbitraries.integers().between(1, 10)),
            Tuple.of(1, Arbitraries.integers().between(100, 300)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Property(tries = 200)
  void everyExampleIsInOneBatchAndEveryBatchButTheLastIsFull(
      @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 1, max = 300) int batchSize) {
    BatchPlan plan = new BatchPlan(sizes, batchSize, SEED);
    long examples = sizes.stream().mapToLong(Integer::longValue).sum();
    assertEquals((examples + batchSize - 1) / batchSize, plan.steps());
    assertArrayEquals(new int[sizes.size()], plan.starts(0));
    long covered = 0;
    for (int step = 0; step < plan.steps(); step++) {
      int[] from = plan.starts(step);
      int[] to = plan.starts(step + 1);
      long batch = 0;
      for (int p = 0; p < from.length; p++) {
        assertTrue(from[p] <= to[p], "slices neither overlap nor leave gaps");
        batch += to[p] - from[p];
      }
      covered += batch;
      long full = Math.min(batchSize, examples - covered + batch);
      assertEquals(full, batch, "step " + step);
      assertEquals(batch, plan.examples(step, step + 1));
    }
    assertEquals(examples, covered);
    assertArrayEquals(
        sizes.stream().mapToInt(Integer::intValue).toArray(), plan.starts(plan.steps()));
  }

  /** What defines Webster's apportionment: nobody's last seat should have gone to another. */
  @Property
  void sharesAreInProportionToThePartitionsSizes(
      @ForAll("sizes") List<Integer> sizes,
      @ForAll @IntRange(min = 1, max = 300) int batchSize,
      @ForAll @IntRange(max = 1000) int anyStep) {
    BatchPlan plan = new BatchPlan(sizes, batchSize, SEED);
    int[] taken = plan.starts(anyStep % (plan.steps() + 1));
    for (int p = 0; p < taken.length; p++) {
      for (int q = 0; q < taken.length; q++) {
        long claimOfLastSeat = (2L * taken[p] - 1) * sizes.get(q);
        long claimOfNextSeat = (2L * taken[q] + 1) * sizes.get(p);
        assertTrue(taken[p] == 0 || claimOfLastSeat <= claimOfNextSeat, p + " and " + q);
      }
    }
  }

  @Property(tries = 200)
  void equalPartitionsShareEveryBatchToWithinOne(
      @ForAll @IntRange(min = 1, max = 20) int partitions,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll @IntRange(min = 1, max = 300) int batchSize) {
    BatchPlan plan = new BatchPlan(Collections.nCopies(partitions, size), batchSize, SEED);
    for (int step = 0; step <= plan.steps(); step++) {
      int[] taken = plan.starts(step);
      double share = Math.min((double) step * batchSize / partitions, size);
      for (int seats : taken) {
        assertEquals(share, seats, 1);
      }
    }
  }

  @Test
  void anExampleByHand() {
    BatchPlan plan = new BatchPlan(List.of(6, 0, 3, 1), 4, SEED);
    assertEquals(3, plan.steps());
    // (taken + 1/2) / size in order: p0 at 1/12, p2 at 1/6, p0 at 3/12 and 5/12, | p0 at 7/12 ...
    assertArrayEquals(new int[] {3, 0, 1, 0}, plan.starts(1));
    assertArrayEquals(new int[] {5, 0, 2, 1}, plan.starts(2));
    assertArrayEquals(new int[] {6, 0, 3, 1}, plan.starts(3));
    assertEquals(6, plan.examples(1, 3));
  }

  @Test
  void itDoesNotMatterWhichStepWasAskedForBefore() {
    BatchPlan plan = new BatchPlan(List.of(60, 0, 31, 10), 7, SEED);
    for (int step : new int[] {3, 3, 4, 2, 9, 10, 11, 0}) {
      BatchPlan.Bounds bounds = plan.bounds(step);
      assertArrayEquals(plan.starts(step), bounds.from(), "step " + step);
      assertArrayEquals(plan.starts(step + 1), bounds.to(), "step " + step);
    }
  }

  @Test
  void aBatchLargerThanTheDataIsAllOfIt() {
    BatchPlan plan = new BatchPlan(List.of(2, 0, 5), Integer.MAX_VALUE, SEED);
    assertEquals(1, plan.steps());
    assertArrayEquals(new int[] {2, 0, 5}, plan.starts(1));
  }

  @Test
  void withoutExamplesThereAreNoSteps() {
    assertEquals(0, new BatchPlan(List.of(0, 0), 5, SEED).steps());
  }

  @Test
  void countsBeyondAnInt() {
    int large = Integer.MAX_VALUE - 7;
    BatchPlan plan = new BatchPlan(List.of(large, large, 3), 1 << 30, SEED);
    assertEquals(4, plan.steps());
    assertArrayEquals(new int[] {large, large, 3}, plan.starts(4));
    assertEquals(2L * large + 3, plan.examples(0, 4));
    assertEquals(1L << 31, plan.examples(1, 3));
  }
}
