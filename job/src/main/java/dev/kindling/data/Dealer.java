package dev.kindling.data;

import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Decides by row number, and nothing else, to which split and partition a row belongs. A
 * pseudo-random permutation of all row numbers gives the first places to the validation split, so
 * its size is exact; within a split, places go round the partitions, so their sizes differ by one
 * at most.
 */
record Dealer(long rows, long validationRows, int partitions, long seed) implements Serializable {

  /** Moves the rows of a source to their partitions, one element for each, empty ones included. */
  JavaRDD<Dealt> deal(Source source, Classes classes) {
    Dealer dealer = this;
    FeatureLayout layout = source.layout();
    Permutation order = new Permutation(rows, Seeds.derive(seed, "deal"));
    return source
        .rows()
        .mapToPair(row -> dealer.place(row, order, classes, layout))
        .partitionBy(new HashPartitioner(partitions))
        .mapPartitionsWithIndex(
            (partition, received) -> {
              List<byte[]> training = new ArrayList<>();
              List<byte[]> validation = new ArrayList<>();
              while (received.hasNext()) {
                byte[] row = received.next()._2();
                (DealtRows.rank(row) < 0 ? validation : training).add(row);
              }
              return List.of(
                      new Dealt(
                          partition,
                          DealtRows.sorted(training, layout),
                          DealtRows.sorted(validation, layout)))
                  .iterator();
            },
            true);
  }

  /** A row's partition, and the row with its rank; ranks in the validation split are negative. */
  private Tuple2<Integer, byte[]> place(
      RawRow row, Permutation order, Classes classes, FeatureLayout layout) {
    long place = order.apply(row.number());
    boolean validation = place < validationRows;
    long rank = validation ? place : place - validationRows;
    int label = classes.index(row.label());
    byte[] encoded = DealtRows.encode(validation ? -1 - rank : rank, label, row.features(), layout);
    return new Tuple2<>((int) (rank % partitions), encoded);
  }

  /** The rows of one partition. */
  record Dealt(int partition, DealtRows training, DealtRows validation) implements Serializable {
    Dealt withValidationOf(Dealt other) {
      return new Dealt(partition, training, other.validation);
    }
  }
}
