package dev.kindling.data;

import dev.kindling.data.rows.Source;
import java.util.List;

/**
 * The rows by their classes: each is known by its class and its number among the rows of that
 * class, which does not depend on how the input is split into files.
 *
 * @param before {@code [input partition + 1 x K]}: rows of each class in the partitions before
 */
record Strata(Classes classes, long[][] before) {

  /** Gives a place to each row of each class. */
  interface ClassPlaces extends java.io.Serializable {
    /** The place of a class's row, by its number from 0. */
    long place(int k, long number);
  }

  /** Counts the rows of each class. */
  static Strata of(Source source, Classes classes) {
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
    return new Strata(classes, before);
  }

  /** How many rows each class has, {@code [K]}. */
  long[] counts() {
    return before[before.length - 1];
  }

  /** The rows' places when each class's are given. */
  Dealer.Places places(ClassPlaces ofClasses) {
    Classes names = classes;
    long[][] rowsBefore = before;
    return inputPartition -> {
      long[] next = rowsBefore[inputPartition].clone();
      return row -> {
        int k = names.index(row.label());
        return ofClasses.place(k, next[k]++);
      };
    };
  }
}
