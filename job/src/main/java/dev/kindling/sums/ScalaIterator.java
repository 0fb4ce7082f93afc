package dev.kindling.sums;

import java.util.Iterator;
import scala.collection.AbstractIterator;

/** A Java iterator for Spark. Scala's own converters have other signatures in 2.12 than in 2.13. */
final class ScalaIterator<E> extends AbstractIterator<E> {
  private final Iterator<E> elements;

  ScalaIterator(Iterator<E> elements) {
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    return elements.hasNext();
  }

  @Override
  public E next() {
    return elements.next();
  }
}
