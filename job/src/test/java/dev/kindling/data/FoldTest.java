package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FoldTest {

  private static List<HeldOut> folds(int count, long rows) {
    List<HeldOut> folds = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      folds.add(new Fold(index, count).of(rows));
    }
    return folds;
  }

  @Test
  void foldsHaveTheSizesOfScikitLearns() { // KFold(4).split(range(10))
    assertEquals(List.of(3L, 3L, 2L, 2L), folds(4, 10).stream().map(HeldOut::rows).toList());
  }

  @Property(tries = 200)
  void eachPlaceIsInOneFoldAndRanksCountThePlacesOfASplit(
      @ForAll @IntRange(min = 2, max = 12) int count, @ForAll @IntRange(max = 200) int rows) {
    int[] heldOut = new int[rows];
    for (HeldOut fold : folds(count, rows)) {
      Set<Long> validation = new HashSet<>();
      Set<Long> training = new HashSet<>();
      for (int place = 0; place < rows; place++) {
        heldOut[place] += fold.contains(place) ? 1 : 0;
        (fold.contains(place) ? validation : training).add(fold.rank(place));
      }
      assertEquals(fold.rows(), validation.size());
      assertEquals(rows - fold.rows(), training.size());
      assertTrue(validation.stream().allMatch(rank -> rank >= 0 && rank < fold.rows()));
      assertTrue(training.stream().allMatch(rank -> rank >= 0 && rank < rows - fold.rows()));
    }
    for (int place = 0; place < rows; place++) {
      assertEquals(1, heldOut[place]);
    }
  }

  @Property(tries = 200)
  void stratifiedFoldsHaveTheRowsOfEachClassInEqualParts(
      @ForAll @IntRange(min = 2, max = 12) int count,
      @ForAll @Size(min = 2, max = 5) List<@IntRange(max = 40) Integer> classes) {
    long[] counts = classes.stream().mapToLong(Integer::longValue).toArray();
    long rows = classes.stream().mapToInt(Integer::intValue).sum();
    StratifiedFolds places = new StratifiedFolds(counts, count, 7);
    List<HeldOut> folds = folds(count, rows);
    Set<Long> taken = new HashSet<>();
    for (int k = 0; k < counts.length; k++) {
      int[] ofClass = new int[count];
      for (long number = 0; number < counts[k]; number++) {
        long place = places.place(k, number);
        assertTrue(place >= 0 && place < rows && taken.add(place));
        for (int index = 0; index < count; index++) {
          ofClass[index] += folds.get(index).contains(place) ? 1 : 0;
        }
      }
      for (int inFold : ofClass) {
        assertTrue(inFold == counts[k] / count || inFold == (counts[k] + count - 1) / count);
      }
    }
  }

  @Test
  void aFoldIsOneOfSeveral() {
    assertThrows(IllegalArgumentException.class, () -> new Fold(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Fold(3, 3));
  }
}
