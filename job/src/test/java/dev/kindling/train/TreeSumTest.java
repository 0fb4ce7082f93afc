package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeSumTest {
  private static final TreeSum.Addition<String> BRACKETS = (a, b) -> "(" + a + "+" + b + ")";

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "2, (0+1)",
    "3, ((0+1)+2)",
    "4, ((0+1)+(2+3))",
    "5, (((0+1)+(2+3))+4)",
    "7, (((0+1)+(2+3))+((4+5)+6))"
  })
  void everyOrderOfArrivalAndEveryGroupingMakesTheSameAdditions(int leaves, String expected) {
    Random random = new Random(1);
    for (int repetition = 0; repetition < 200; repetition++) {
      List<TreeSum<String>> groups = new ArrayList<>();
      for (int group = 0; group <= random.nextInt(4); group++) {
        groups.add(new TreeSum<>(leaves, BRACKETS));
      }
      List<Integer> arrivals = new ArrayList<>(IntStream.range(0, leaves).boxed().toList());
      Collections.shuffle(arrivals, random);
      for (int leaf : arrivals) {
        groups.get(random.nextInt(groups.size())).add(leaf, String.valueOf(leaf));
      }
      Collections.shuffle(groups, random);
      TreeSum<String> all = new TreeSum<>(leaves, BRACKETS);
      groups.forEach(all::merge);
      assertEquals(expected, all.total());
    }
  }

  @Test
  void aSumInOrderKeepsFewSubtreesWaiting() {
    TreeSum<Integer> sum = new TreeSum<>(1000, Integer::sum);
    for (int leaf = 0; leaf < 1000; leaf++) {
      sum.add(leaf, leaf);
      assertTrue(sum.waiting() <= 10, sum.waiting() + " subtrees after leaf " + leaf);
    }
    assertEquals(499_500, sum.total());
  }

  @Test
  void aMissingOrRepeatedPartitionIsAnError() {
    TreeSum<Integer> sum = new TreeSum<Integer>(3, Integer::sum).add(0, 1).add(2, 1);
    assertThrows(IllegalStateException.class, sum::total);
    assertThrows(IllegalStateException.class, () -> sum.add(0, 1));
  }
}
