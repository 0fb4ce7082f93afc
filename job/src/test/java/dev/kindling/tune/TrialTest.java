package dev.kindling.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kindling.train.EpochMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static EpochMetrics fold(double loss, double accuracy) {
    var train = new EpochMetrics.Measured(0.5, Map.of("accuracy", 0.9));
    var validation = new EpochMetrics.Measured(loss, Map.of("accuracy", accuracy));
    return new EpochMetrics(3, 30, 0.1, train, validation, 100, 1.5);
  }

  @Test
  void meanAndDeviationAreThoseOfTheFolds() { // numpy.mean and numpy.std
    Trial trial =
        new Trial(
            2, Map.of("a", 1), List.of(fold(0.1, 0.9), fold(0.2, 0.8), fold(0.6, 1)), null, 9);
    assertEquals(0.3, trial.mean("validation_loss"), 1e-12);
    assertEquals(0.21602468994692867, trial.deviation("validation_loss"), 1e-12);
    assertEquals(0.9, trial.mean("validation_accuracy"), 1e-12);
    assertEquals(trial.mean("validation_loss"), trial.toMap().get("validation_loss"));
    assertEquals(
        trial.deviation("validation_loss"), trial.toMap().get("validation_loss_deviation"));
  }

  @Test
  void oneFoldHasNoDeviation() {
    Map<String, Object> map = new Trial(1, Map.of(), List.of(fold(0.1, 0.9)), null, 1).toMap();
    assertEquals(0.1, map.get("validation_loss"));
    assertFalse(map.containsKey("validation_loss_deviation"));
  }

  @Test
  void aTrialThatDivergedHasNoMetrics() {
    Map<String, Object> map =
        new Trial(1, Map.of("a", 1), List.of(fold(0.1, 0.9)), "training diverged", 1).toMap();
    assertEquals("diverged", map.get("status"));
    assertEquals("training diverged", map.get("divergence"));
    assertFalse(map.containsKey("validation_loss"));
  }

  /** R2 is not measured on a single row. */
  @Test
  void whatOneFoldCouldNotMeasureIsLeftOut() {
    EpochMetrics fold = fold(0.1, 0.9);
    var alone = new EpochMetrics.Measured(0.3, Map.of());
    EpochMetrics other = new EpochMetrics(3, 30, 0.1, fold.train(), alone, 100, 1.5);
    Trial trial = new Trial(1, Map.of(), List.of(fold, other), null, 1);
    assertEquals(List.of("validation_loss"), trial.metrics());
    assertEquals(0.2, (double) trial.toMap().get("validation_loss"), 1e-12);
    assertFalse(trial.toMap().containsKey("validation_accuracy"));
  }
}
