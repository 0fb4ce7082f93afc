package dev.kindling.nn;

import java.util.SplittableRandom;

/**
 * Random numbers as a pure function of what they are for. Every use derives its own seed from the
 * run's seed, a purpose and indices such as epoch and partition, so no draw depends on the order in
 * which others are made.
 */
public final class Seeds {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L; // what SplitMix64 goes on by

  private Seeds() {}

  /** The seed for one purpose. */
  public static long derive(long seed, String purpose, long... indices) {
    long state = mix(seed + GOLDEN * (purpose.hashCode() | 1L));
    for (long index : indices) {
      state = further(state, index);
    }
    return state;
  }

  /** The seed for the same purpose and one index more than that of a derived seed. */
  static long further(long derived, long index) {
    return mix(derived ^ mix(index + GOLDEN));
  }

  /** The n-th number from [0, 1), counted from 0, of {@code new SplittableRandom(seed)}. */
  static double uniform(long seed, long n) {
    return (mix(seed + (n + 1) * GOLDEN) >>> 11) * 0x1p-53;
  }

  /** A generator for one purpose. */
  public static SplittableRandom generator(long seed, String purpose, long... indices) {
    return new SplittableRandom(derive(seed, purpose, indices));
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection that spreads each bit.
   */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
