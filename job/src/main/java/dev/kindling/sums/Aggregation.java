package dev.kindling.sums;

import java.util.Locale;

/**
 * How the partitions' terms come together in one sum. The additions are those of {@link TreeSum} in
 * each case, so the sum has the same bits; what differs is where they are made and what travels.
 */
public enum Aggregation {
  /** Within the process in local mode; on a cluster, what the first sums show to be fastest. */
  AUTO,
  /** All terms go to the driver, which adds them. */
  FLAT,
  /** Executors add runs of about sqrt(partitions) neighbours; the driver adds those sums. */
  TREE,
  /** As in a tree, with the last additions on an executor: one sum goes to the driver. */
  EXECUTOR,
  /**
   * Terms are cut into slices and each slice is added on an executor, all at once: nobody but the
   * driver, which puts the slices together, has a whole sum.
   */
  SLICED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
