package dev.kindling.nn;

import java.util.SplittableRandom;

/**
 * Random numbers as a pure function of what they are for. Every use derives its own seed from the
 * run's seed, a purpose and indices such as epoch and partition, so no draw depends on the order in
 * which others are made.
 */
public final class Seeds {
  private Seeds() {}

  /** The seed for one purpose. */
  public static long derive(long seed, String purpose, long... indices) {
    long state = mix(seed + 0x9E3779B97F4A7C15L * (purpose.hashCode() | 1L));
    for (long index : indices) {
      state = mix(state ^ mix(index + 0x9E3779B97F4A7C15L));
    }
    return state;
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
