package dev.kindling.sums;

import java.io.Serializable;
import java.util.List;

/**
 * The stages in which the pieces of a sum come together, before the driver adds what is left. A
 * stage brings together the pieces of partitions that are neighbours: groups begin at multiples of
 * their width, a power of two, so that each is a whole subtree of {@link TreeSum} and one sum
 * leaves it. (Spark's {@code treeAggregate} takes partitions modulo the number of groups, whose
 * subtrees would only meet on the driver.)
 *
 * @param leaves how many partitions there are
 * @param slices that each partition's term is cut into
 * @param widths for each stage, how many partitions are in a group
 */
public record Stages(int leaves, int slices, List<Integer> widths) implements Serializable {

  private static final long LEAST = 2 << 20; // bytes of a slice that is worth a task of its own
  private static final long MOST = 32; // slices, whatever the cores

  /**
   * Those of a way to add.
   *
   * @param slices that {@link Aggregation#SLICED} cuts terms into
   */
  static Stages of(Aggregation way, int leaves, int slices) {
    int all = powerFrom(leaves);
    int run = powerFrom((int) Math.ceil(Math.sqrt(leaves)));
    return switch (way) {
      case FLAT -> new Stages(leaves, 1, List.of());
      case TREE -> new Stages(leaves, 1, List.of(run));
      case EXECUTOR -> new Stages(leaves, 1, run < all ? List.of(run, all) : List.of(all));
      case SLICED -> new Stages(leaves, slices, List.of(all));
      case AUTO -> throw new IllegalArgumentException("auto is to be decided before");
    };
  }

  /**
   * How many slices to cut terms of so many bytes into: one for each core, and of long ones enough
   * for the few that are on their way to the driver at once, each in several copies, to be a small
   * part of a whole.
   */
  public static int slices(long bytes, int cores) {
    return bytes == 0 ? 1 : (int) Math.max(Math.max(2, cores), Math.min(MOST, bytes / LEAST));
  }

  /** The least power of two that is not less. */
  private static int powerFrom(int least) {
    return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
  }

  /** How many places a stage brings pieces together in. */
  int places(int width) {
    return slices * groups(width);
  }

  /** Where a stage brings a piece to. */
  int place(int slice, int leaf, int width) {
    return slice * groups(width) + leaf / width;
  }

  private int groups(int width) {
    return (leaves + width - 1) / width;
  }

  /** How many pieces of this size, as parts of a sum, reach the driver. */
  int results() {
    return (widths.isEmpty() ? leaves : groups(widths.get(widths.size() - 1)));
  }
}
