package dev.kindling.sums;

import java.io.Serializable;

/**
 * A part of a sum on its way to the driver.
 *
 * @param slice of the sum, from 0
 * @param leaf a partition that is in it
 * @param times of the tasks that made its terms
 */
record Piece<T extends Serializable>(int slice, int leaf, TreeSum<T> sum, TaskTimes times)
    implements Serializable {

  /** Adds another piece of the same slice, which must not be used afterwards. */
  Piece<T> merge(Piece<T> other) {
    return new Piece<>(slice, leaf, sum.merge(other.sum), times.and(other.times));
  }
}
