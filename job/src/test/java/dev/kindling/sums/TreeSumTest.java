package dev.kindling.sums;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TreeSumTest {
  private static final List<String> SUMS =
      List.of(
          "0",
          "(0+1)",
          "((0+1)+2)",
          "((0+1)+(2+3))",
          "(((0+1)+(2+3))+4)",
          "(((0+1)+(2+3))+(4+5))",
          "(((0+1)+(2+3))+((4+5)+6))");

  private static TreeSum<String> words(int leaves) {
    return new TreeSum<>(leaves, (a, b) -> "(" + a + "+" + b + ")");
  }

  @Test
  void everyOrderOfArrivalMakesTheSameAdditions() {
    for (int leaves = 1; leaves <= 7; leaves++) {
      for (List<Integer> order : permutations(leaves)) {
        TreeSum<String> sum = words(leaves);
        order.forEach(leaf -> sum.add(leaf, String.valueOf(leaf)));
        assertEquals(SUMS.get(leaves - 1), sum.total(), order::toString);
      }
    }
  }

  @Test
  void everyGroupingOfTheTasksMakesTheSameAdditions() {
    for (int leaves = 1; leaves <= 7; leaves++) {
      int all = leaves;
      List<Supplier<TreeSum<String>>> parts = new ArrayList<>();
      for (int leaf = 0; leaf < leaves; leaf++) {
        int only = leaf;
        parts.add(() -> words(all).add(only, String.valueOf(only)));
      }
      assertEverySum(SUMS.get(leaves - 1), parts);
    }
  }

  /** Merges any two of the parts, and goes on with one part less. */
  private static void assertEverySum(String expected, List<Supplier<TreeSum<String>>> parts) {
    if (parts.size() == 1) {
      assertEquals(expected, parts.get(0).get().total());
    }
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        Supplier<TreeSum<String>> one = parts.get((i + j) % 2 == 0 ? i : j);
        Supplier<TreeSum<String>> other = parts.get((i + j) % 2 == 0 ? j : i);
        List<Supplier<TreeSum<String>>> fewer = new ArrayList<>(parts);
        fewer.remove(i);
        fewer.set(j, () -> one.get().merge(other.get()));
        assertEverySum(expected, fewer);
      }
    }
  }

  @Property
  void floatsAddUpToTheSameBitsHoweverTheyArrive(
      @ForAll @IntRange(min = 1, max = 100) int leaves, @ForAll long seed) {
    Random random = new Random(seed);
    float[] terms = new float[leaves];
    for (int i = 0; i < leaves; i++) {
      terms[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
    }
    TreeSum<Float> inOrder = new TreeSum<>(leaves, Float::sum);
    IntStream.range(0, leaves).forEach(leaf -> inOrder.add(leaf, terms[leaf]));
    List<TreeSum<Float>> waiting = new ArrayList<>();
    for (int leaf = 0; leaf < leaves; leaf++) {
      waiting.add(new TreeSum<Float>(leaves, Float::sum).add(leaf, terms[leaf]));
    }
    while (waiting.size() > 1) {
      TreeSum<Float> one = waiting.remove(random.nextInt(waiting.size()));
      int other = random.nextInt(waiting.size());
      waiting.set(other, waiting.get(other).merge(one));
    }
    assertEquals(
        Float.floatToRawIntBits(inOrder.total()), Float.floatToRawIntBits(waiting.get(0).total()));
  }

  @Test
  void aSumInOrderKeepsOneSubtreeWaitingForEachBitOfTheLeavesSoFar() {
    TreeSum<Integer> sum = new TreeSum<>(1000, Integer::sum);
    for (int leaf = 0; leaf < 999; leaf++) {
      sum.add(leaf, leaf);
      assertEquals(Integer.bitCount(leaf + 1), sum.waiting());
    }
    assertEquals(499_500, sum.add(999, 999).total());
  }

  @Test
  void aMissingLeafIsAnError() {
    TreeSum<String> sum = words(4).add(0, "0").add(1, "1").add(3, "3");
    IllegalStateException refused = assertThrows(IllegalStateException.class, sum::total);
    assertEquals(
        "of a sum over 4 partitions only the subtrees [Node[level=0, index=3], Node[level=1,"
            + " index=0]] arrived",
        refused.getMessage());
    assertThrows(IllegalStateException.class, () -> words(1).total());
    assertThrows(IllegalStateException.class, () -> words(3).add(2, "2").total());
  }

  @Test
  void aLeafThatArrivesTwiceIsAnError() {
    TreeSum<String> waiting = words(4).add(2, "2");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> waiting.add(2, "2"));
    assertEquals("the subtree Node[level=0, index=2] was added twice", refused.getMessage());
    TreeSum<String> whole = words(2).add(0, "0").add(1, "1");
    assertThrows(IllegalStateException.class, () -> whole.merge(words(2).add(0, "0").add(1, "1")));
    assertThrows(IllegalStateException.class, () -> whole.add(1, "1").total());
  }

  private static List<List<Integer>> permutations(int size) {
    List<List<Integer>> all = new ArrayList<>();
    all.add(List.of());
    for (int next = 0; next < size; next++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> shorter : all) {
        for (int at = 0; at <= shorter.size(); at++) {
          List<Integer> order = new ArrayList<>(shorter);
          order.add(at, next);
          longer.add(order);
        }
      }
      all = longer;
    }
    return all;
  }
}
