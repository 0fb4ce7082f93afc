package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
  private final Matrix parameters = Precision.FLOAT.vector(1);

  private static TrainingConfig config(String... assignments) {
    return Runs.read("conf/digits.yaml", assignments).training();
  }

  private TrainingState start(TrainingConfig config) {
    return new TrainingState(parameters, config.optimizer().initialState(parameters));
  }

  /** Ends an epoch whose parameters are its number. */
  private void end(TrainingState state, TrainingConfig config, double loss) {
    parameters.set(0, state.epoch);
    var train = new EpochMetrics.Measured(loss, Map.of("accuracy", 0.0));
    var validation = new EpochMetrics.Measured(loss, Map.of("accuracy", 1 - loss / 10));
    state.endEpoch(new EpochMetrics(state.epoch, 0, 0.1, train, validation, 1, 1), config);
  }

  @Test
  void withoutEarlyStoppingTheLastEpochCounts() {
    TrainingConfig config = config("training.epochs=2");
    TrainingState state = start(config);
    assertEquals(0, state.result().epoch());
    end(state, config, 1);
    assertFalse(state.ended(config));
    end(state, config, 2);
    assertTrue(state.ended(config));
    assertEquals(2, state.result().epoch());
    assertEquals(2, state.result().parameters().get(0));
  }

  @Test
  void trainingStopsWhenPatienceRunsOutAndTheBestEpochCounts() {
    for (String metric : new String[] {"validation_loss", "validation_accuracy", "train_loss"}) {
      TrainingConfig config =
          config("training.early_stopping={patience: 2, metric: " + metric + "}");
      TrainingState state = start(config);
      double[] losses = {5, 4, 4.5, 3, 3, 3.5};
      for (int e = 0; e < losses.length; e++) {
        assertFalse(state.ended(config), "before epoch " + (e + 1));
        assertNull(state.endedBecause(config));
        end(state, config, losses[e]);
      }
      assertTrue(state.ended(config));
      assertEquals(
          metric + " was best after epoch 4, whose parameters are the model's",
          state.endedBecause(config));
      assertEquals(4, state.result().epoch());
      assertEquals(4, state.result().parameters().get(0));
    }
  }

  @Test
  void whoUsesAllEpochsHasNotEndedEarly() {
    TrainingConfig config = config("training.early_stopping={patience: 2}", "training.epochs=3");
    TrainingState state = start(config);
    for (double loss : new double[] {1, 2, 3}) {
      end(state, config, loss);
    }
    assertTrue(state.ended(config));
    assertNull(state.endedBecause(config));
    assertEquals(1, state.result().epoch());
  }

  @Test
  void aSmallGainCanBeNoGain() {
    TrainingConfig config = config("training.early_stopping={patience: 2, least_change: 0.5}");
    TrainingState state = start(config);
    for (double loss : new double[] {5, 4.8, 4.6}) {
      end(state, config, loss);
    }
    assertTrue(state.ended(config));
    assertEquals(1, state.result().epoch());
  }

  @Test
  void aLossThatIsNoNumberIsNoGain() {
    TrainingConfig config = config("training.early_stopping={patience: 1}");
    TrainingState state = start(config);
    end(state, config, 5);
    end(state, config, Double.NaN);
    assertTrue(state.ended(config));
    assertEquals(1, state.result().epoch());
  }

  @Test
  void onAPlateauTheRateFallsAndPatienceStartsAgain() {
    TrainingConfig config = config("training.reduce_on_plateau={patience: 2, factor: 0.5}");
    TrainingState state = start(config);
    double[] losses = {5, 5, 5, 5, 5, 4, 5};
    double[] factors = {1, 1, 0.5, 0.5, 0.25, 0.25, 0.25};
    for (int e = 0; e < losses.length; e++) {
      end(state, config, losses[e]);
      assertEquals(factors[e], state.rateFactor, "after epoch " + (e + 1));
    }
  }

  @Test
  void anOptimizerThatIsDoneEndsTrainingWithItsEpoch() {
    TrainingConfig config = config();
    TrainingState state = start(config);
    state.step = 1;
    state.optimizerEnded = "the gradient is short";
    assertFalse(state.ended(config));
    end(state, config, 1);
    assertTrue(state.ended(config));
    assertEquals(1, state.result().epoch());
  }

  @Test
  void whatIsNotMeasuredCannotBeWatched() {
    var e =
        assertThrows(
            ConfigException.class,
            () -> config("data.validation=0", "training.early_stopping={patience: 2}"));
    assertEquals(
        "conf/digits.yaml (--set training.early_stopping={patience: 2}): training.early_stopping"
            + " watches validation_loss but data.validation is"
            + " 0: hold rows out, or watch train_loss",
        e.getMessage());
    config("data.validation=0", "training.early_stopping={patience: 2, metric: train_loss}");
  }
}
