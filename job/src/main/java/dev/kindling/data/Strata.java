package dev.kindling.data;

import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Places that hold out the same share of each class. A row is known by its class and its number
 * among the rows of that class, which does not depend on how the input is split; a permutation for
 * each class decides which of its rows are held out, and one for each split mixes the classes.
 */
final class Strata implements Dealer.Places {
  private static final long serialVersionUID = 1;

  private final Classes classes;
  private final long[][] before; // [input partition x K]: rows of each class in those before it
  private final long[] held; // [K]: how many rows of each class are held out
  private final long[] heldBefore; // [K]: and of the classes before it
  private final long[] keptBefore; // [K]: rows of the classes before it that are not held out
  private final long validationRows;
  private final Permutation[] orders; // of the rows of each class
  private final Permutation validation;
  private final Permutation training;

  private Strata(Classes classes, long[][] before, long[] counts, long[] held, long seed) {
    this.classes = classes;
    this.before = before;
    this.held = held;
    orders =
        IntStream.range(0, counts.length)
            .mapToObj(k -> new Permutation(counts[k], Seeds.derive(seed, "stratum", k)))
            .toArray(Permutation[]::new);
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

  /**
   * Counts the rows of each class, and holds out so many of all of them.
   *
   * @throws DataException if no class has a row to spare
   */
  static Strata of(Source source, Classes classes, long heldOut, long seed) {
    int count = classes.names().size();
    List<long[]> parts =
        source
            .rows()
            .mapPartitions(
                rows -> {
                  long[] counts = new long[count];
                  rows.forEachRemaining(row -> counts[classes.index(row.label())]++);
                  return List.of(counts).iterator();
                })
            .collect();
    long[][] before = new long[parts.size() + 1][count];
    for (int p = 0; p < parts.size(); p++) {
      for (int k = 0; k < count; k++) {
        before[p + 1][k] = before[p][k] + parts.get(p)[k];
      }
    }
    long[] counts = before[parts.size()];
    long[] held = shares(heldOut, counts);
    if (LongStream.of(held).sum() == 0) {
      throw new DataException(
          source.name()
              + " has no class with a row to spare for validation, see data.validation and"
              + " data.stratify");
    }
    return new Strata(classes, before, counts, held, seed);
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
  public ToLongFunction<RawRow> from(int inputPartition) {
    long[] next = before[inputPartition].clone();
    return row -> {
      int k = classes.index(row.label());
      return place(k, next[k]++);
    };
  }

  /** The place of a class's row. */
  private long place(int k, long number) {
    long place = orders[k].apply(number);
    if (place < held[k]) {
      return validation.apply(heldBefore[k] + place);
    }
    return validationRows + training.apply(keptBefore[k] + place - held[k]);
  }
}
