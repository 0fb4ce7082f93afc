package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StratifiedHoldOutTest {

  private static long[] shares(long heldOut, long... counts) {
    return StratifiedHoldOut.shares(heldOut, counts);
  }

  @Test
  void aClassHoldsOutItsShareOfTheRows() {
    assertArrayEquals(new long[] {18, 2}, shares(20, 90, 10));
    assertArrayEquals(new long[] {1, 0, 1, 0, 1}, shares(3, 3, 3, 3, 3, 3)); // 0.6 each
    assertArrayEquals(new long[] {0, 5, 0}, shares(5, 0, 20, 0));
  }

  @Test
  void aClassKeepsARowForTraining() {
    assertArrayEquals(new long[] {0, 1, 1, 0}, shares(2, 1, 2, 2, 1));
    assertArrayEquals(new long[] {0, 0}, shares(1, 1, 1));
  }

  @Test
  void sharesAddUpAndAreNearTheirSizes() {
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      long[] counts = random.longs(1 + random.nextInt(12), 50, 1_000_000_000_000L).toArray();
      long rows = LongStream.of(counts).sum();
      long heldOut = Math.round(rows * random.nextDouble() * 0.9);
      long[] shares = shares(heldOut, counts);
      assertEquals(heldOut, LongStream.of(shares).sum());
      for (int k = 0; k < counts.length; k++) {
        double exact = (double) heldOut * counts[k] / rows;
        assertTrue(Math.abs(shares[k] - exact) <= 1.01, () -> heldOut + " of " + rows);
      }
    }
  }
}
