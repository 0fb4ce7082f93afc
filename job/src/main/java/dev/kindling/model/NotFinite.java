package dev.kindling.model;

import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.Matrix;

/**
 * The first row of a block with a number that is not finite on its way through a model. Of such a
 * number a network may make anything, a probability too.
 *
 * @param row from 0 within the block
 * @param problem follows the row's place in messages
 */
public record NotFinite(int row, String problem) {

  /** The first one of the inputs of the network, {@code [N x D]}; null for none. */
  public static NotFinite ofInputs(Matrix inputs, FeaturePreparation preparation) {
    int at = first(inputs);
    return at < 0
        ? null
        : new NotFinite(
            at / inputs.cols(),
            "gives %s for feature %s but must give a finite number (in float)"
                .formatted(inputs.get(at), preparation.inputName(at % inputs.cols())));
  }

  /** The first one of the outputs of its last layer, {@code [N x M]}; null for none. */
  public static NotFinite ofOutputs(Matrix outputs) {
    int at = first(outputs);
    return at < 0
        ? null
        : new NotFinite(
            at / outputs.cols(),
            "gives the output %s but must give finite ones (in float): are its features far from those of training?"
                .formatted(outputs.get(at)));
  }

  private static int first(Matrix values) {
    if (values.isFinite()) {
      return -1;
    }
    int at = 0;
    while (Double.isFinite(values.get(at))) {
      at++;
    }
    return at;
  }
}
