package dev.kindling.sums;

import static dev.kindling.sums.TimeSplit.Part.AGGREGATE;
import static dev.kindling.sums.TimeSplit.Part.BROADCAST;
import static dev.kindling.sums.TimeSplit.Part.CHECKPOINTS;
import static dev.kindling.sums.TimeSplit.Part.COMPUTE;
import static dev.kindling.sums.TimeSplit.Part.LOADING;
import static dev.kindling.sums.TimeSplit.Part.READING;
import static dev.kindling.sums.TimeSplit.Part.SCHEDULING;
import static dev.kindling.sums.TimeSplit.Part.UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.sums.TaskTimes.Work;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private final TimeSplit times = new TimeSplit();

  @Test
  void aJobIsReadingFetchingComputingAggregatingAndTheRestIsScheduling() {
    times.job(100, 1_000, new TaskTimes(5, new Work(10, 12), new Work(40, 70), 2, 980), 2);
    assertEquals(10, times.nanoseconds(READING));
    assertEquals(5, times.nanoseconds(BROADCAST));
    assertEquals(40, times.nanoseconds(COMPUTE));
    assertEquals(20, times.nanoseconds(AGGREGATE));
    assertEquals(25, times.nanoseconds(SCHEDULING));
  }

  @Test
  void whatARoundDoesBesideItsJobsIsTheUpdate() {
    String made =
        times.round(
            () -> {
              times.job(100, 0, new TaskTimes(0, Work.NONE, new Work(60, 60), 1, 0), 1);
              return "made";
            });
    assertEquals("made", made);
    assertEquals(100, times.nanoseconds(COMPUTE) + times.nanoseconds(SCHEDULING));
    assertEquals(times.total() - 100, times.nanoseconds(UPDATE));
  }

  /** Another machine's clock may be ahead or behind by anything. */
  @Property
  void thePartsOfAJobAreTheJobWhateverTheClocksSay(
      @ForAll @LongRange(min = 0, max = 1_000_000) long took,
      @ForAll @LongRange(min = 0, max = 2_000_000) long fetch,
      @ForAll @LongRange(min = 0, max = 2_000_000) long reading,
      @ForAll @LongRange(min = 0, max = 2_000_000) long computing,
      @ForAll @LongRange(min = -5_000_000, max = 5_000_000) long ahead,
      @ForAll @IntRange(min = 1, max = 9) int tasks) {
    TimeSplit split = new TimeSplit();
    Work read = new Work(reading, reading * tasks);
    Work computed = new Work(computing, computing * tasks);
    split.job(took, 0, new TaskTimes(fetch, read, computed, tasks, ahead), 4);
    assertEquals(took, split.total());
    for (TimeSplit.Part part : TimeSplit.Part.values()) {
      assertTrue(split.nanoseconds(part) >= 0, part::toString);
    }
  }

  @Test
  void theWordsBeginWithTheGreatestShareAndAddUpToAHundred() {
    times.add(LOADING, 90);
    times.add(SCHEDULING, 620);
    times.add(COMPUTE, 210);
    times.add(UPDATE, 40);
    times.add(CHECKPOINTS, 40);
    assertEquals(
        "62% Spark scheduling, 21% computing, 9% loading the data, 8% other", times.words());
    assertEquals(SCHEDULING, times.greatest());
  }

  @Test
  void theSummaryHasSecondsOfEveryPart() {
    times.add(LOADING, 1_500_000_000);
    assertEquals(
        "[seconds_loading, seconds_reading, seconds_broadcast, seconds_scheduling, seconds_compute,"
            + " seconds_aggregate, seconds_update, seconds_validation, seconds_checkpoints]",
        times.toMap().keySet().toString());
    assertEquals(1.5, times.toMap().get("seconds_loading"));
  }
}
