package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  @Test
  void batchesPartitionTheExamplesForAnySizes() {
    Random random = new Random(1);
    for (int repetition = 0; repetition < 500; repetition++) {
      List<Integer> sizes =
          random.ints(1 + random.nextInt(9), 0, 1 + random.nextInt(60)).boxed().toList();
      int batchSize = 1 + random.nextInt(70);
      check(sizes, batchSize);
    }
  }

  @Test
  void skewedAndEmptyPartitionsAndBatchesLargerThanTheDataAreLegal() {
    check(List.of(0, 0, 1000, 1, 0), 7);
    check(List.of(5), 64);
    check(List.of(0, 0), 4);
    check(List.of(1, 1, 1, 1), 1);
  }

  private static void check(List<Integer> sizes, int batchSize) {
    BatchPlan plan = new BatchPlan(sizes, batchSize, 1);
    int examples = sizes.stream().mapToInt(Integer::intValue).sum();
    String at = sizes + " in batches of " + batchSize;
    assertEquals((examples + batchSize - 1) / batchSize, plan.steps(), at);
    int[] before = new int[sizes.size()];
    for (int step = 0; step <= plan.steps(); step++) {
      int[] starts = plan.starts(step);
      int seats = Math.min(step * batchSize, examples);
      assertEquals(seats, IntStream.of(starts).sum(), at);
      for (int p = 0; p < starts.length; p++) {
        assertTrue(starts[p] >= before[p] && starts[p] <= sizes.get(p), at);
        double share = examples == 0 ? 0 : (double) seats * sizes.get(p) / examples;
        assertEquals(share, starts[p], 0.5 * sizes.size() + 1, at);
      }
      before = starts;
    }
    assertEquals(sizes, IntStream.of(before).boxed().toList(), at);
  }
}
