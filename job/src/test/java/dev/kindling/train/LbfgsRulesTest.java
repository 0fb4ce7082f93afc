package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LbfgsRulesTest {
  private static RunConfig read(String... assignments) {
    return Runs.read("conf/digits-lbfgs.yaml", assignments);
  }

  @Test
  void everyStepTakesAllExamples() {
    TrainingConfig training = read("training.early_stopping={patience: 5}").training();
    assertEquals(1, new BatchPlan(List.of(700, 738), training.batchSize(), 1).steps());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          training.batch_size=64                   | training.batch_size is 64 but must be left out: every step of lbfgs takes all examples, since its line search compares losses that must be of the same ones
          training.local_steps=4                   | training.local_steps is 4 but must be 1: lbfgs takes its steps with the gradient of all partitions
          training.schedule=cosine                 | training.schedule is "cosine" but must be left out: lbfgs has no learning rate, its line search finds each step
          training.warmup={epochs: 1}              | training.warmup is {epochs: 1} but must be left out: lbfgs has no learning rate, its line search finds each step
          training.reduce_on_plateau={patience: 1} | training.reduce_on_plateau is {patience: 1} but must be left out: lbfgs has no learning rate, its line search finds each step
          training.clip_norm=1                     | training.clip_norm is 1 but must be left out: lbfgs takes curvature from gradients as they are
          network.layers=[dropout: {rate: 0.5}, dense: {units: 10}] | training.optimizer is {lbfgs: {weight_decay: 0.001}} but cannot train a network with dropout: the line search of lbfgs needs a loss that neither chance nor the rest of a batch changes
          network.layers=[batch_norm, dense: {units: 10}] | training.optimizer is {lbfgs: {weight_decay: 0.001}} but cannot train a network with batch_norm: the line search of lbfgs needs a loss that neither chance nor the rest of a batch changes
          """)
  void whatDoesNotGoWithLbfgsIsRefused(String assignment, String message) {
    var e = assertThrows(ConfigException.class, () -> read(assignment));
    assertEquals(
        "conf/digits-lbfgs.yaml (--set " + assignment + "): " + message,
        e.getMessage().contains(" (--set ")
            ? e.getMessage()
            : e.getMessage().replaceFirst(":", " (--set " + assignment + "):"));
  }

  @Test
  void shiftedImagesAreRefused() {
    var e =
        assertThrows(
            ConfigException.class, () -> read("network.input=[1, 8, 8]", "data.augment.shift=1"));
    assertEquals(
        "conf/digits-lbfgs.yaml: training.optimizer is {lbfgs: {weight_decay: 0.001}} but cannot"
            + " train on images that are shifted at random (data.augment): the line search of"
            + " lbfgs needs a loss that chance does not change",
        e.getMessage());
  }
}
