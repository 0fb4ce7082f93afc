package dev.kindling.data.rows;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Spark hands to tasks, as streams. */
public final class Iterators {
  private Iterators() {}

  /** Takes one element at a time, when it is asked for. */
  public static <T> Stream<T> stream(Iterator<T> iterator) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false);
  }
}
