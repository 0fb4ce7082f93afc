package dev.kindling.data;

import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.Iterators;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.Source;
import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Decides to which split and partition a row belongs. Each row has a place; a range of places is
 * the validation split, so its size is exact; within a split, places go round the partitions, so
 * their sizes differ by one at most.
 */
record Dealer(Places places, HeldOut held, int partitions) implements Serializable {

  /**
   * A pseudo-random order of all rows, which must not depend on how the input is split into
   * partitions.
   */
  interface Places extends Serializable {
    /** The place, from 0, of each row of an input partition, asked for in their order. */
    ToLongFunction<RawRow> from(int inputPartition);

    /** Decides by row number, and nothing else. */
    static Places shuffled(long rows, long seed) {
      Permutation order = new Permutation(rows, Seeds.derive(seed, "deal"));
      return inputPartition -> row -> order.apply(row.number());
    }
  }

  /** Moves the rows of a source to their partitions, one element for each, empty ones included. */
  JavaRDD<Dealt> deal(Source source, Classes classes) {
    Dealer dealer = this;
    FeatureLayout layout = source.layout();
    return source
        .rows()
        .mapPartitionsWithIndex(
            (inputPartition, rows) -> {
              ToLongFunction<RawRow> places = dealer.places.from(inputPartition);
              return Iterators.stream(rows)
                  .map(row -> dealer.deal(row, places.applyAsLong(row), classes, layout))
                  .iterator();
            },
            true)
        .mapToPair(dealt -> dealt)
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
  private Tuple2<Integer, byte[]> deal(
      RawRow row, long place, Classes classes, FeatureLayout layout) {
    boolean validation = held.contains(place);
    long rank = held.rank(place);
    double target = classes.target(row.label());
    byte[] encoded =
        DealtRows.encode(
            validation ? -1 - rank : rank, target, row.weight(), row.features(), layout);
    return new Tuple2<>((int) (rank % partitions), encoded);
  }

  /** The rows of one partition. */
  record Dealt(int partition, DealtRows training, DealtRows validation) implements Serializable {
    Dealt withValidationOf(Dealt other) {
      return new Dealt(partition, training, other.validation);
    }
  }
}
