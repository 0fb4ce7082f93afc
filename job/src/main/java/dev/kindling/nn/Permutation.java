package dev.kindling.nn;

import java.io.Serializable;

/**
 * A pseudo-random permutation of {@code 0 .. size-1} that is computed element by element: nothing
 * is stored, so a task can take any part of an epoch's order without shuffling the rest.
 *
 * <p>A Feistel network over the next power of two, walked along its cycle until it falls inside the
 * range (Black and Rogaway 2002, "Ciphers with arbitrary finite domains", section 4). As the power
 * of two is less than twice the size, a walk takes fewer than two steps on average.
 */
public final class Permutation implements Serializable {
  private static final long serialVersionUID = 1;

  private final long size;
  private final int lowBits;
  private final long lowMask;
  private final long highMask;
  private final long[] keys; // one for each round

  public Permutation(long size, long seed) {
    if (size < 0) {
      throw new IllegalArgumentException("a permutation needs a size of at least 0, not " + size);
    }
    this.size = size;
    int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(Math.max(0, size - 1)));
    lowBits = bits / 2;
    lowMask = (1L << lowBits) - 1;
    highMask = (1L << (bits - lowBits)) - 1;
    // Few bits mix slowly: six rounds favour some orders of seven elements eight times over others.
    keys = new long[size > 256 ? 6 : 32];
    for (int round = 0; round < keys.length; round++) {
      keys[round] = Seeds.derive(seed, "permutation", round);
    }
  }

  /** Where the permutation sends {@code index}, which must lie in {@code 0 .. size-1}. */
  public long apply(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index + " is not in a permutation of " + size);
    }
    long walked = index;
    do {
      walked = encipher(walked);
    } while (walked >= size);
    return walked;
  }

  private long encipher(long x) {
    long low = x & lowMask;
    long high = x >>> lowBits;
    for (int round = 0; round < keys.length; round += 2) {
      high ^= Seeds.mix(keys[round] + low) & highMask;
      low ^= Seeds.mix(keys[round + 1] + high) & lowMask;
    }
    return high << lowBits | low;
  }
}
