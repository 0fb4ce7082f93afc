package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.data.Examples;
import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import java.io.Serializable;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * How an epoch's examples fall into steps. A batch takes its share from each partition in
 * proportion to the partition's size, every batch but the last has exactly {@code batchSize}
 * examples, and every example belongs to exactly one.
 *
 * <p>How many of the first t examples come from each partition is the apportionment of t seats by
 * the method of Webster and Sainte-Lague: the next seat goes to the partition with the least {@code
 * (taken + 1/2) / size}. As t grows no partition ever loses a seat, which is why batches neither
 * overlap nor leave gaps.
 */
final class BatchPlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] sizes;
  private final long examples;
  private final long batchSize;
  private final long seed;
  private transient volatile Bounds latest; // those that this JVM's tasks asked for last

  /** Where each partition's slice of a step begins, and where that of the next step does. */
  record Bounds(int step, int[] from, int[] to) {}

  /**
   * @param partitionSizes how many examples each partition has
   * @param seed of the order of each epoch
   */
  BatchPlan(List<Integer> partitionSizes, int batchSize, long seed) {
    this.seed = seed;
    sizes = partitionSizes.stream().mapToInt(Integer::intValue).toArray();
    examples = IntStream.of(sizes).asLongStream().sum();
    this.batchSize = Math.min(batchSize, examples);
  }

  /** That of a configuration and its data. */
  static BatchPlan of(TrainingConfig config, Dataset data) {
    return new BatchPlan(data.trainingSizes(), config.batchSize(), config.seed());
  }

  int partitions() {
    return sizes.length;
  }

  /** Steps per epoch. */
  int steps() {
    return examples == 0 ? 0 : Math.toIntExact((examples + batchSize - 1) / batchSize);
  }

  /** How many steps are done since the start of training when so many of an epoch are. */
  long stepsDone(int epoch, int ofEpoch) {
    return (epoch - 1L) * steps() + ofEpoch;
  }

  /** How many examples the steps {@code from} to {@code to - 1} have together. */
  long examples(int from, int to) {
    return before(to) - before(from);
  }

  /**
   * Where each partition's slice of a step begins in the partition's order; it ends where the next
   * step's begins.
   */
  int[] starts(int step) {
    long seats = before(step);
    // Up to this multiple of the sizes all seats are certain; fewer than two for each partition
    // are then given one by one.
    double certain = Math.max(0, seats - sizes.length) / (double) Math.max(1, examples);
    int[] taken = new int[sizes.length];
    PriorityQueue<Integer> next =
        new PriorityQueue<>(
            Math.max(1, sizes.length),
            (p, q) -> {
              int byKey =
                  Long.compare((2L * taken[p] + 1) * sizes[q], (2L * taken[q] + 1) * sizes[p]);
              return byKey != 0 ? byKey : Integer.compare(p, q);
            });
    long given = 0;
    for (int p = 0; p < sizes.length; p++) {
      taken[p] = (int) (certain * sizes[p] + 0.5);
      given += taken[p];
      if (sizes[p] > 0) {
        next.add(p);
      }
    }
    for (; given < seats; given++) {
      int p = next.remove();
      taken[p]++;
      next.add(p);
    }
    return taken;
  }

  /**
   * A partition's examples in a step. Each epoch has an order of its own in each partition, a
   * permutation that depends on seed, epoch and partition alone.
   */
  Slice slice(ExamplePartition partition, int epoch, int step) {
    int p = partition.index();
    Examples examples = partition.training();
    Permutation order = new Permutation(examples.size(), Seeds.derive(seed, "epoch", epoch, p));
    long drawn = Seeds.derive(seed, "layers", epoch, step, p);
    Bounds bounds = bounds(step);
    return new Slice(examples, order, bounds.from[p], bounds.to[p], drawn);
  }

  // All tasks of a step in a JVM ask for the same, and those of the next for one more.
  Bounds bounds(int step) {
    Bounds known = latest;
    if (known == null || known.step != step) {
      int[] from = known != null && known.step + 1 == step ? known.to : starts(step);
      known = new Bounds(step, from, starts(step + 1));
      latest = known;
    }
    return known;
  }

  private long before(int step) {
    return Math.min(step * batchSize, examples);
  }
}
