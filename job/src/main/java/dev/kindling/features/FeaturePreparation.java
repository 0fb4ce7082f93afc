package dev.kindling.features;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;

/**
 * How the raw numbers of a row become inputs of a network. Immutable, fitted to the training
 * examples only.
 */
public sealed interface FeaturePreparation extends Serializable
    permits FeatureScaling, ColumnPreparation {

  /** How many raw numbers a row has. */
  int features();

  /** How many inputs they become, D. */
  int inputs();

  /**
   * Prepares one example.
   *
   * @param raw holds the example's numbers from {@code from} on
   * @param into {@code [N x D]}; receives the example as row {@code row}
   */
  void apply(double[] raw, int from, Matrix into, int row);

  /** What messages call an input, counted from 0. */
  String inputName(int input);
}
