package dev.kindling.data;

import java.io.Serializable;

/** The places that are the validation split: those from {@code from} to {@code to - 1}. */
record HeldOut(long from, long to) implements Serializable {

  /** The first so many. */
  static HeldOut first(long rows) {
    return new HeldOut(0, rows);
  }

  long rows() {
    return to - from;
  }

  boolean contains(long place) {
    return place >= from && place < to;
  }

  /** The number of a place among those of its split. */
  long rank(long place) {
    if (contains(place)) {
      return place - from;
    }
    return place < from ? place : place - rows();
  }
}
