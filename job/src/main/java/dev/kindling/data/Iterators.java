package dev.kindling.data;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Spark hands to tasks, as streams. */
final class Iterators {
  private Iterators() {}

  /** Takes one element at a time, when it is asked for. */
  static <T> Stream<T> stream(Iterator<T> iterator) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false);
  }
}
