package dev.kindling.train;

import dev.kindling.data.Examples;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Permutation;
import dev.kindling.nn.Workspace;

/**
 * A partition's part of one batch: the examples at places {@code from} to {@code to - 1} of the
 * epoch's order.
 */
record Slice(Examples examples, Permutation order, int from, int to) {
  /** Examples that go through the network at once; their activations should fit the caches. */
  static final int BLOCK = 512;

  /** Adds the slice's loss, counts and gradient to the sum. */
  void addGradient(Network network, Matrix parameters, Workspace workspace, GradientSum sum) {
    for (int at = from; at < to; at += BLOCK) {
      int rows = Math.min(BLOCK, to - at);
      Matrix input = workspace.resize(rows); // [rows x D]
      for (int row = 0; row < rows; row++) {
        examples.copy((int) order.apply(at + row), input, workspace.labels(), row);
      }
      network.addGradient(parameters, workspace, sum);
    }
  }
}
