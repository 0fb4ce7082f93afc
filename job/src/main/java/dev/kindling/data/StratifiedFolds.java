package dev.kindling.data;

import dev.kindling.nn.Permutation;

/**
 * Places by which each fold has the same share of each class: the rows, class after class and each
 * class in an order of its own, are dealt round the folds, as scikit-learn's {@code
 * StratifiedKFold} does.
 */
final class StratifiedFolds implements Strata.ClassPlaces {
  private static final long serialVersionUID = 1;

  private final int folds;
  private final long rows;
  private final long[] before; // [K]: rows of the classes before
  private final Permutation[] orders; // of the rows of each class

  /**
   * @param counts {@code [K]}: how many rows each class has
   */
  StratifiedFolds(long[] counts, int folds, long seed) {
    this.folds = folds;
    before = new long[counts.length];
    long sum = 0;
    for (int k = 0; k < counts.length; k++) {
      before[k] = sum;
      sum += counts[k];
    }
    rows = sum;
    orders = StratifiedHoldOut.orders(counts, seed);
  }

  @Override
  public long place(int k, long number) {
    long dealt = before[k] + orders[k].apply(number);
    return Fold.start((int) (dealt % folds), folds, rows) + dealt / folds;
  }
}
