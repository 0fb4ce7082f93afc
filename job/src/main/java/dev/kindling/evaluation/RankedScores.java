package dev.kindling.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The scores of the examples of each of two classes, for the exact area under the ROC curve. All of
 * them come to the driver, 4 bytes an example; adds up like a gradient sum.
 */
final class RankedScores implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MOST = Integer.MAX_VALUE - 8; // that a Java array holds

  private final float[][] scores = {{}, {}}; // by true class, with room at the end
  private final int[] sizes = new int[2];

  /**
   * Adds an example.
   *
   * @param score greater the likelier the example is of class 1
   */
  void add(int label, float score) {
    makeRoom(label, 1);
    scores[label][sizes[label]++] = score;
  }

  RankedScores merge(RankedScores other) {
    for (int c = 0; c < 2; c++) {
      makeRoom(c, other.sizes[c]);
      System.arraycopy(other.scores[c], 0, scores[c], sizes[c], other.sizes[c]);
      sizes[c] += other.sizes[c];
    }
    return this;
  }

  private void makeRoom(int label, int more) {
    int needed = Math.addExact(sizes[label], more);
    if (needed > scores[label].length) {
      scores[label] = Arrays.copyOf(scores[label], (int) Math.min(MOST, Math.max(16, 2L * needed)));
    }
  }

  /**
   * The share of the pairs, one example of each class, in which that of class 1 has the greater
   * score; a tie is half a pair (Mann and Whitney 1947, Hanley and McNeil 1982). Empty where there
   * are no pairs.
   */
  OptionalDouble auc() {
    if (sizes[0] == 0 || sizes[1] == 0) {
      return OptionalDouble.empty();
    }
    float[] negatives = sorted(0);
    long halves = 0; // of pairs: twice the U statistic
    int below = 0; // negatives with a smaller score
    int notAbove = 0; // those, and those with the same
    for (float positive : sorted(1)) {
      while (below < negatives.length && negatives[below] < positive) {
        below++;
      }
      while (notAbove < negatives.length && negatives[notAbove] <= positive) {
        notAbove++;
      }
      halves += (long) below + notAbove;
    }
    return OptionalDouble.of(halves / (2.0 * sizes[0] * sizes[1]));
  }

  private float[] sorted(int label) {
    float[] all = Arrays.copyOf(scores[label], sizes[label]);
    Arrays.sort(all);
    return all;
  }
}
