package dev.kindling.bench;

/** Something that is faster or slower. */
interface Speed {
  /** Does it over and over for about so many seconds and returns how much of it a second. */
  double measure(double seconds) throws Exception;
}
