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
 *
 * @param seed of what is drawn at random in this slice
 */
record Slice(Examples examples, Permutation order, int from, int to, long seed) {

  /** Adds the slice's loss, counts and gradient to the sum. */
  void addGradient(Network network, Matrix parameters, Workspace workspace, GradientSum sum) {
    int blocks = workspace.trainingBlocks(to - from);
    for (int block = 0; block < blocks; block++) {
      load(block, blocks, workspace);
      network.addGradient(parameters, workspace, sum);
    }
  }

  /** Where in the network numbers first are not finite, see {@link Network#firstNotFinite}. */
  String firstNotFinite(Network network, Matrix parameters, Workspace workspace) {
    int blocks = workspace.trainingBlocks(to - from);
    for (int block = 0; block < blocks; block++) {
      load(block, blocks, workspace);
      String where = network.firstNotFinite(parameters, workspace);
      if (where != null) {
        return where;
      }
    }
    return null;
  }

  /** Draws one of so many equal blocks of examples. */
  private void load(int block, int blocks, Workspace workspace) {
    workspace.seed(seed);
    int size = to - from;
    int start = from + (int) ((long) size * block / blocks);
    int end = from + (int) ((long) size * (block + 1) / blocks);
    Matrix input = workspace.resize(end - start); // [rows x D]
    for (int row = 0; row < end - start; row++) {
      int example = (int) order.apply(start + row);
      examples.draw(example, input, workspace.targets(), row, seed);
      workspace.examples()[row] = example;
    }
  }
}
