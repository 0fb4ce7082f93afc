package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrainingConfigTest {

  /** Adam averages three vectors; 800 million parameters are a vector of 3.2 GB. */
  @Test
  void resultsOfManyParametersAreCountedInLongs() {
    RunConfig config =
        Runs.read(
            "conf/digits.yaml",
            "training.local_steps=2",
            "training.optimizer={adam: {learning_rate: 0.001}}");
    assertEquals(9_600_000_000L, config.training().returnedBytes(800_000_000));
  }
}
