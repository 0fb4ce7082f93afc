package dev.kindling.data;

/**
 * One part of the rows of a k-fold cross-validation: it is held out, the other parts train. Parts
 * differ by one row at most, the first ones having it, as scikit-learn's {@code KFold} does.
 *
 * @param index from 0
 * @param count how many parts there are, at least 2
 */
public record Fold(int index, int count) {

  public Fold {
    if (count < 2 || index < 0 || index >= count) {
      throw new IllegalArgumentException("no fold: " + index + " of " + count);
    }
  }

  /** The places of this part among so many. */
  HeldOut of(long rows) {
    return new HeldOut(start(index, count, rows), start(index + 1, count, rows));
  }

  /** How many of so many places the parts before one have. */
  static long start(int index, int count, long rows) {
    return rows / count * index + Math.min(index, rows % count);
  }
}
