package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void everyUseHasItsOwnSeed() {
    Set<Long> seeds = new HashSet<>();
    int uses = 0;
    for (long seed = -5; seed < 5; seed++) {
      for (String purpose : List.of("initialize", "split", "permutation", "a", "b")) {
        seeds.add(Seeds.derive(seed, purpose));
        uses++;
        for (long epoch = 0; epoch < 20; epoch++) {
          seeds.add(Seeds.derive(seed, purpose, epoch));
          uses++;
          for (long partition = 0; partition < 20; partition++) {
            seeds.add(Seeds.derive(seed, purpose, epoch, partition));
            uses++;
          }
        }
      }
    }
    assertEquals(uses, seeds.size());
  }

  @Test
  void theOrderOfIndicesMatters() {
    assertNotEquals(Seeds.derive(1, "x", 2, 3), Seeds.derive(1, "x", 3, 2));
    assertNotEquals(Seeds.derive(1, "x"), Seeds.derive(1, "x", 0));
  }

  @Test
  void numbersWithoutAGeneratorAreThoseOfOne() {
    SplittableRandom generator = new SplittableRandom(-7);
    for (int n = 0; n < 1000; n++) {
      assertEquals(generator.nextDouble(), Seeds.uniform(-7, n));
    }
  }

  @Test
  void oneIndexMoreGoesOn() {
    assertEquals(Seeds.derive(1, "x", 2, 3), Seeds.further(Seeds.derive(1, "x", 2), 3));
  }

  /** These never change: a resumed run and another JVM must draw the same numbers. */
  @Test
  void seedsArePinned() {
    assertEquals(-1536815352569511686L, Seeds.derive(1, "initialize", 0));
    assertEquals(3315698756497663639L, Seeds.derive(-7, "permutation", 3, 4));
    assertEquals(-1587389226079477330L, Seeds.generator(1, "initialize", 0).nextLong());
  }
}
