package dev.kindling.features;

/** How raw features become inputs. */
public enum Scaling {
  /** As they are. */
  NONE,
  /** To mean 0 and standard deviation 1. */
  STANDARDIZE,
  /** To the range from 0 to 1. */
  MINMAX
}
