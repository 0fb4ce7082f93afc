package dev.kindling.data;

import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Places that hold out the same share of each class. A permutation for each class decides which of
 * its rows are held out, and one for each split mixes the classes.
 */
final class StratifiedHoldOut implements Strata.ClassPlaces {
  private static final long serialVersionUID = 1;

  private final long[] held; // [K]: how many rows of each class are held out
  private final long[] heldBefore; // [K]: and of the classes before it
  private final long[] keptBefore; // [K]: rows of the classes before it that are not held out
  private final long validationRows;
  private final Permutation[] orders; // of the rows of each class
  private final Permutation validation;
  private final Permutation training;

  /**
   * Holds out so many rows of all classes, or fewer where no class has one to spare.
   *
   * @param counts {@code [K]}: how many rows each class has
   */
  StratifiedHoldOut(long[] counts, long heldOut, long seed) {
    held = shares(heldOut, counts);
    orders = orders(counts, seed);
    heldBefore = new long[counts.length];
    keptBefore = new long[counts.length];
    for (int k = 1; k < counts.length; k++) {
      heldBefore[k] = heldBefore[k - 1] + held[k - 1];
      keptBefore[k] = keptBefore[k - 1] + counts[k - 1] - held[k - 1];
    }
    validationRows = LongStream.of(held).sum();
    validation = new Permutation(validationRows, Seeds.derive(seed, "validation"));
    training =
        new Permutation(
            LongStream.of(counts).sum() - validationRows, Seeds.derive(seed, "training"));
  }

  /** A permutation of each class's rows. */
  static Permutation[] orders(long[] counts, long seed) {
    return IntStream.range(0, counts.length)
        .mapToObj(k -> new Permutation(counts[k], Seeds.derive(seed, "stratum", k)))
        .toArray(Permutation[]::new);
  }

  /**
   * Divides a number of rows among the classes by their sizes: the shares of the first so many
   * classes add up to the nearest whole number. A class keeps one row for training at least; what
   * it cannot give, the next one does.
   */
  static long[] shares(long heldOut, long[] counts) {
    long rows = LongStream.of(counts).sum();
    long[] shares = new long[counts.length];
    long seen = 0;
    long given = 0;
    for (int k = 0; k < counts.length; k++) {
      seen += counts[k];
      long due = Math.round((double) heldOut * seen / rows) - given;
      shares[k] = Math.max(0, Math.min(due, counts[k] - 1));
      given += shares[k];
    }
    return shares;
  }

  long validationRows() {
    return validationRows;
  }

  @Override
  public long place(int k, long number) {
    long place = orders[k].apply(number);
    if (place < held[k]) {
      return validation.apply(heldBefore[k] + place);
    }
    return validationRows + training.apply(keptBefore[k] + place - held[k]);
  }
}
