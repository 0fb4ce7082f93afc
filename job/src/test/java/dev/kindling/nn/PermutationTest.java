package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  private static List<Long> all(long size, long seed) {
    Permutation permutation = new Permutation(size, seed);
    return LongStream.range(0, size).map(permutation::apply).boxed().toList();
  }

  @Test
  void everyElementOccursExactlyOnce() {
    for (int size = 0; size <= 300; size++) {
      for (long seed = 0; seed < 5; seed++) {
        boolean[] seen = new boolean[size];
        for (long element : all(size, seed)) {
          assertTrue(!seen[(int) element], "twice " + element + " in " + size);
          seen[(int) element] = true;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {65_535, 65_536, 65_537, 1_000_003})
  void everyElementOccursExactlyOnceInLargeOnes(long size) {
    Permutation permutation = new Permutation(size, 7);
    boolean[] seen = new boolean[(int) size];
    for (long i = 0; i < size; i++) {
      seen[(int) permutation.apply(i)] = true;
    }
    for (boolean element : seen) {
      assertTrue(element);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) + 1, 1L << 40, (1L << 62) + 12345, Long.MAX_VALUE})
  void samplesOfHugeOnesAreDistinctAndInRange(long size) {
    Permutation permutation = new Permutation(size, 7);
    SplittableRandom random = new SplittableRandom(1);
    Set<Long> indices = new HashSet<>(random.longs(10_000, 0, size).boxed().toList());
    Set<Long> elements = new HashSet<>();
    for (long index : indices) {
      long element = permutation.apply(index);
      assertTrue(element >= 0 && element < size);
      elements.add(element);
    }
    assertEquals(indices.size(), elements.size());
  }

  @Test
  void theSeedDecides() {
    assertEquals(all(100, 5), all(100, 5));
    Set<List<Long>> distinct = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      distinct.add(all(100, seed));
    }
    assertEquals(100, distinct.size());
  }

  /** Small ones too must not favour an order: all n! occur, about equally often. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void everyOrderOccurs(int size) {
    int orders = IntStream.rangeClosed(1, size).reduce(1, (a, b) -> a * b);
    Map<List<Long>, Integer> counts = new HashMap<>();
    for (long seed = 0; seed < 100L * orders; seed++) {
      counts.merge(all(size, seed), 1, Integer::sum);
    }
    assertEquals(orders, counts.size());
    assertUniform(counts.values().stream().mapToInt(count -> count).toArray(), 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 33})
  void everyElementGoesToEveryPlaceEquallyOften(int size) {
    int[][] counts = new int[size][size];
    for (long seed = 0; seed < 500L * size; seed++) {
      List<Long> elements = all(size, seed);
      for (int i = 0; i < size; i++) {
        counts[i][elements.get(i).intValue()]++;
      }
    }
    for (int[] places : counts) {
      assertUniform(places, 500);
    }
  }

  /** Pearson's chi-square, within six of its standard deviations, sqrt(2 f), of its mean f. */
  private static void assertUniform(int[] counts, double expected) {
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    int freedom = counts.length - 1;
    assertEquals(freedom, chiSquare, 6 * Math.sqrt(2.0 * freedom), Arrays.toString(counts));
  }

  @Test
  void anIndexOutsideIsRefused() {
    Permutation permutation = new Permutation(3, 1);
    for (long index : new long[] {-1, 3, Long.MIN_VALUE, Long.MAX_VALUE}) {
      var error = assertThrows(IndexOutOfBoundsException.class, () -> permutation.apply(index));
      assertEquals(index + " is not in a permutation of 3", error.getMessage());
    }
    assertThrows(IndexOutOfBoundsException.class, () -> new Permutation(0, 1).apply(0));
    var error = assertThrows(IllegalArgumentException.class, () -> new Permutation(-1, 1));
    assertEquals("a permutation needs a size of at least 0, not -1", error.getMessage());
  }
}
