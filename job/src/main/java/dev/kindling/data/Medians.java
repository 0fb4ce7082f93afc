package dev.kindling.data;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The exact middle of columns of rows that lie in many partitions. Selected by radix, a byte of the
 * numbers' order at a time, so eight passes over the rows find all medians at once, with 512 counts
 * a column whatever the rows hold. Counts are whole numbers: the order in which they are added does
 * not matter.
 */
public final class Medians {
  private static final int VALUES = 1 << Byte.SIZE;

  private Medians() {}

  /**
   * The two numbers in the middle of each column, without those that are missing; the same one
   * twice of an odd count.
   *
   * @param columns their places in a row
   * @param counts how many numbers each has in all training rows, at least 1
   */
  static double[][] of(JavaRDD<Dealer.Dealt> dealt, List<Integer> columns, List<Long> counts) {
    if (columns.isEmpty()) {
      return new double[0][];
    }
    int[] of = columns.stream().mapToInt(c -> c).toArray();
    Selection[] selections = new Selection[2 * of.length]; // below and above the middle
    for (int i = 0; i < of.length; i++) {
      selections[2 * i] = new Selection((counts.get(i) - 1) / 2);
      selections[2 * i + 1] = new Selection(counts.get(i) / 2);
    }
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      int at = shift;
      long[] known = Arrays.stream(selections).mapToLong(each -> each.known).toArray();
      long[][] histograms =
          dealt.map(part -> histograms(part.training(), of, known, at)).treeReduce(Medians::add);
      for (int s = 0; s < selections.length; s++) {
        selections[s].narrow(histograms[s], shift);
      }
    }
    double[][] middle = new double[of.length][];
    Arrays.setAll(
        middle,
        i -> new double[] {number(selections[2 * i].known), number(selections[2 * i + 1].known)});
    return middle;
  }

  /** The search for the number of one rank. */
  private static final class Selection {
    private long rank; // from 0 among the numbers that begin with what is known
    private long known; // the bytes above the next one

    Selection(long rank) {
      this.rank = rank;
    }

    void narrow(long[] histogram, int shift) {
      int value = 0;
      while (rank >= histogram[value]) {
        rank -= histogram[value++];
      }
      known |= (long) value << shift;
    }
  }

  /** How often each next byte follows what is known, for each selection. */
  private static long[][] histograms(DealtRows rows, int[] columns, long[] known, int shift) {
    long[][] histograms = new long[known.length][VALUES];
    for (int row = 0; row < rows.size(); row++) {
      double[] features = rows.features(row);
      for (int s = 0; s < known.length; s++) {
        double x = features[columns[s / 2]];
        if (!Double.isNaN(x) && startsWith(known[s], order(x), shift)) {
          histograms[s][(int) (order(x) >>> shift) & (VALUES - 1)]++;
        }
      }
    }
    return histograms;
  }

  /** Whether two are the same in the bytes above that at {@code shift}. */
  private static boolean startsWith(long known, long order, int shift) {
    return shift + Byte.SIZE == Long.SIZE
        || known >>> (shift + Byte.SIZE) == order >>> (shift + Byte.SIZE);
  }

  /** Bits that have, without a sign, the order of the numbers. */
  public static long order(double x) {
    long bits = Double.doubleToLongBits(x);
    return bits ^ (bits >> (Long.SIZE - 1) | Long.MIN_VALUE);
  }

  /** The number of such bits. */
  public static double number(long order) {
    return Double.longBitsToDouble(order ^ (~order >> (Long.SIZE - 1) | Long.MIN_VALUE));
  }

  private static long[][] add(long[][] some, long[][] others) {
    for (int s = 0; s < some.length; s++) {
      for (int value = 0; value < VALUES; value++) {
        some[s][value] += others[s][value];
      }
    }
    return some;
  }
}
