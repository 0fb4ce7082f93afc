package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kindling.sums.TimeSplit;
import org.junit.jupiter.api.Test;

class TimeAdviceTest {

  /** The advice on a run of so many steps an epoch, with this part as the greatest. */
  private static String advice(
      TimeSplit.Part greatest, int steps, int cores, String... assignments) {
    TimeSplit times = new TimeSplit();
    times.add(TimeSplit.Part.SCHEDULING, 10);
    times.add(greatest, 90);
    TrainingConfig config = Runs.read("conf/digits.yaml", assignments).training();
    String line = new TimeAdvice(config, steps, cores).line(times);
    return line.substring(line.indexOf(": ") + 2);
  }

  @Test
  void theLineSaysWhereTheTimeWentAndWhatWouldHelp() {
    TimeSplit times = new TimeSplit();
    times.add(TimeSplit.Part.SCHEDULING, 62);
    times.add(TimeSplit.Part.COMPUTE, 38);
    assertEquals(
        "62% Spark scheduling, 38% computing: raise training.batch_size or training.local_steps",
        new TimeAdvice(Runs.read("conf/digits.yaml").training(), 23, 2).line(times));
  }

  @Test
  void withoutAStepThereIsNothingToSay() {
    TimeSplit times = new TimeSplit();
    times.add(TimeSplit.Part.LOADING, 62);
    assertNull(new TimeAdvice(Runs.read("conf/digits.yaml").training(), 23, 2).line(times));
  }

  @Test
  void fewerJobsHelpAgainstAllThatAJobCosts() {
    for (TimeSplit.Part part :
        new TimeSplit.Part[] {
          TimeSplit.Part.SCHEDULING,
          TimeSplit.Part.BROADCAST,
          TimeSplit.Part.AGGREGATE,
          TimeSplit.Part.UPDATE
        }) {
      assertEquals("raise training.batch_size or training.local_steps", advice(part, 23, 2));
    }
  }

  @Test
  void localStepsAreNotRaisedPastAnEpoch() {
    assertEquals(
        "raise training.batch_size",
        advice(TimeSplit.Part.SCHEDULING, 23, 2, "training.local_steps=23"));
  }

  @Test
  void anEpochOfOneStepHasNoJobsToSave() {
    assertEquals(
        "lower training.partitions: an epoch is one step, of more tasks than the 2 cores need",
        advice(TimeSplit.Part.SCHEDULING, 1, 2));
    assertEquals(
        "nothing to gain by settings: an epoch is one step, and that is little work",
        advice(TimeSplit.Part.SCHEDULING, 1, 4));
  }

  @Test
  void computingWantsCoresThatAreAtWork() {
    assertEquals("more cores would help", advice(TimeSplit.Part.COMPUTE, 23, 2));
    assertEquals(
        "raise training.partitions: 4 of 16 cores are at work",
        advice(TimeSplit.Part.COMPUTE, 23, 16));
    assertEquals(
        "make training.partitions a multiple of the 3 cores",
        advice(TimeSplit.Part.COMPUTE, 23, 3));
  }

  @Test
  void whatIsNoStepIsSaid() {
    assertEquals(
        "the data is loaded once, however many epochs there are",
        advice(TimeSplit.Part.LOADING, 23, 2));
    assertEquals(
        "more memory would help, so that no rows are read from disk again",
        advice(TimeSplit.Part.READING, 23, 2));
    assertEquals(
        "fewer validation rows would help (data.validation)",
        advice(TimeSplit.Part.VALIDATION, 23, 2));
    assertEquals(
        "save less often (training.checkpoint)", advice(TimeSplit.Part.CHECKPOINTS, 23, 2));
  }
}
