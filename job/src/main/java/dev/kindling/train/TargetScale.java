package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.Moments;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;

/**
 * Mean and deviation of the training rows' targets, for a network with a layer that adapts to them.
 *
 * @param deviation 1 where all are the same
 */
record TargetScale(double mean, double deviation) {

  private static TargetScale of(Dataset data) {
    Moments targets = data.trainingTargets();
    return new TargetScale(targets.mean(), targets.deviation() > 0 ? targets.deviation() : 1);
  }

  /**
   * The network with its loss in units of the targets' variance, so that learning rate, weight
   * decay and the like mean the same for targets of any unit.
   */
  static Network minimising(Network network, Dataset data) {
    double deviation = of(data).deviation;
    return network.minimisingIn(deviation * deviation);
  }

  /** New parameters for training on the data. */
  static Matrix initialize(Network network, Precision precision, Dataset data, long seed) {
    Matrix parameters = network.initialize(precision, seed);
    if (network.adaptsToTargets()) {
      TargetScale scale = of(data);
      network.adapt(parameters, scale.mean, scale.deviation);
    }
    return parameters;
  }
}
