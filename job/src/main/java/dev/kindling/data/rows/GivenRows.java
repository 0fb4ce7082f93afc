package dev.kindling.data.rows;

import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rows that a program has already, such as those of a DataFrame, in the order of their partitions.
 */
public final class GivenRows {
  private GivenRows() {}

  /**
   * One row, or what is wrong with it.
   *
   * @param label its text
   * @param column that is wrong; null for a good row, as are reason and problem
   * @param problem follows the row's place in messages
   */
  public record Given(
      String label, double weight, Features features, Reason reason, String column, String problem)
      implements Serializable {

    public static Given good(String label, double weight, Features features) {
      return new Given(label, weight, features, null, null, null);
    }

    public static Given bad(Reason reason, String column, String problem) {
      return new Given(null, 0, null, reason, column, problem);
    }
  }

  /**
   * Surveys the rows. They are kept as the few numbers that are not 0 where that is less.
   *
   * @param name what messages call them
   * @param network that they are to train
   * @param rows that are the same in the same order whenever they are read; each good one has as
   *     many features as are wanted
   * @throws DataException naming the place of the first bad row, from 1, or how many are bad if
   *     some may be; or if there are no rows
   */
  public static Source open(String name, Network network, BadRows some, JavaRDD<Given> rows) {
    Wanted wanted = Wanted.weighted(network).with(some);
    return RecordSource.open(
        name,
        layout(wanted.input(), rows),
        List.of(),
        rows.mapPartitions(
            part -> List.of(new Records<>(name, Records.ROW, false, part)).iterator()),
        (part, encoder) -> new Parser(),
        wanted);
  }

  private static FeatureLayout layout(Shape input, JavaRDD<Given> rows) {
    List<long[]> parts =
        rows.mapPartitions(
                part -> {
                  long[] counts = new long[2]; // of the rows, and of features that are not 0
                  while (part.hasNext()) {
                    Features features = part.next().features;
                    if (features != null) {
                      counts[0]++;
                      counts[1] += features.toSparse().values().length;
                    }
                  }
                  return List.of(counts).iterator();
                })
            .collect();
    long all = parts.stream().mapToLong(counts -> counts[0] * input.size()).sum();
    long few = parts.stream().mapToLong(counts -> counts[1]).sum();
    return few * (Integer.BYTES + Float.BYTES) < all * Float.BYTES
        ? FeatureLayout.sparse(input)
        : FeatureLayout.columns(input);
  }

  private static final class Parser implements RowParser<Given> {
    @Override
    public RawRow parse(long number, Given row) throws BadRowException {
      if (row.reason != null) {
        throw new BadRowException(row.reason, row.column, null, row.problem);
      }
      return new RawRow(number, row.label, row.weight, row.features);
    }

    @Override
    public String text(Given row) {
      return row.toString();
    }
  }
}
