package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final long MB = 1 << 20;

  /** 100 MB of parameters with momentum, 16 partial results, 4 GB of rows. */
  private static final MemoryPlan LARGE =
      new MemoryPlan(100 * MB, 2, true, 1, 16, 18, 4000 * MB, 50 * MB);

  @Test
  void theArithmetic() {
    assertEquals(1600 * MB, LARGE.resultBytes());
    assertEquals((2 + 18) * 100 * MB, LARGE.driver());
    assertEquals(1000 * MB + 200 * MB + 2 * (50 + 100) * MB, LARGE.executor(4, 2));
  }

  @Test
  void whatDoesNotFitIsSaidWithWhatWould() {
    assertEquals(
        List.of(
            "the 16 partial results of a step are 1,600 MB together, more than"
                + " spark.driver.maxResultSize (1,024 MB): set it to 2001m or more, or"
                + " training.aggregation: sliced, or training.partitions lower",
            "the driver needs 2,000 MB but has 1,000 MB: set KINDLING_DRIVER_MEMORY"
                + " (spark.driver.memory) to 3001m or more",
            "an executor needs 1,500 MB but has 900 MB: set spark.executor.memory to 2251m or more,"
                + " or use more executors than 4"),
        LARGE.problems(1000 * MB, 1024 * MB, 900 * MB, 4, 2));
  }

  @Test
  void inLocalModeTheDriverHoldsWhatTheExecutorWould() {
    assertEquals(
        List.of(
            "the driver needs 6,500 MB but has 4,000 MB: set KINDLING_DRIVER_MEMORY"
                + " (spark.driver.memory) to 9751m or more"),
        LARGE.problems(4000 * MB, 0, null, 1, 2));
    assertEquals(List.of(), LARGE.problems(8000 * MB, 0, null, 1, 2));
  }

  /** SGD with momentum in 32 slices, two of which arrive at once, in three copies each. */
  @Test
  void slicesHardlyWait() {
    AggregationChoice sliced = AggregationChoice.always(Aggregation.SLICED);
    MemoryPlan plan = new MemoryPlan(100 * MB, 2, true, 1, 1, sliced.held(512, 32), 0, 0);
    assertEquals(318.75 * MB, plan.driver(), "below four times the parameters");
  }

  /** With local steps the optimizer's vector travels as well, both ways. */
  @Test
  void whatTravelsIsBroadcastAndComesBack() {
    MemoryPlan plan = new MemoryPlan(100 * MB, 2, true, 2, 1, 1.5, 0, 0);
    assertEquals((2 + 2) * 100 * MB + 100 * MB, plan.driver());
    assertEquals((4 + 2) * 100 * MB, plan.executor(1, 1));
  }

  /** Nothing is broadcast and nothing travels, but subtrees of 512 partitions wait. */
  @Test
  void withinOneProcessTheSumsOfSubtreesWait() {
    MemoryPlan plan = new MemoryPlan(8 * MB, 2, false, 1, 0, 9, 0, 0);
    assertEquals(0, plan.resultBytes());
    assertEquals((2 + 9) * 8 * MB, plan.driver());
    assertEquals(2 * 8 * MB, plan.executor(1, 2));
  }
}
