package dev.kindling.train;

import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import java.util.List;

/**
 * What cannot be configured together with lbfgs. Its line search compares losses at several points,
 * so they must be losses of one function: of the same examples, without chance.
 */
final class LbfgsRules {
  private LbfgsRules() {}

  static void check(Section training, TrainingConfig config, Network network, DataConfig data) {
    if (training.has("batch_size")) {
      throw training.error(
          "batch_size",
          "must be left out: every step of lbfgs takes all examples, since its line search compares"
              + " losses that must be of the same ones");
    }
    if (config.localSteps() > 1) {
      throw training.error(
          "local_steps", "must be 1: lbfgs takes its steps with the gradient of all partitions");
    }
    for (String key : List.of("schedule", "warmup", "reduce_on_plateau", OnDivergence.KEY)) {
      if (training.has(key)) {
        throw training.error(
            key, "must be left out: lbfgs has no learning rate, its line search finds each step");
      }
    }
    if (training.has("clip_norm")) {
      throw training.error(
          "clip_norm", "must be left out: lbfgs takes curvature from gradients as they are");
    }
    for (Layer layer : network.layers()) {
      if (!layer.examplesAreIndependent()) {
        throw training.error(
            "optimizer",
            "cannot train a network with "
                + layer.kind()
                + ": the line search of lbfgs needs a loss that neither chance nor the rest of a"
                + " batch changes");
      }
    }
    if (data.shift() > 0) {
      throw training.error(
          "optimizer",
          "cannot train on images that are shifted at random (data.augment): the line search of"
              + " lbfgs needs a loss that chance does not change");
    }
  }
}
