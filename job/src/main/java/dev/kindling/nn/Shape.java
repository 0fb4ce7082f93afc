package dev.kindling.nn;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sides of one example or one parameter tensor: {@code [64]}, or {@code [1 x 28 x 28]} for an
 * image of C x H x W.
 */
public record Shape(List<Integer> sides) implements Serializable {

  public Shape {
    sides = List.copyOf(sides);
    if (sides.isEmpty()) {
      throw new IllegalArgumentException("a shape needs at least one side");
    }
    long size = 1;
    for (int side : sides) {
      if (side < 1) {
        throw new IllegalArgumentException("a shape needs sides of at least 1, not " + sides);
      }
      size *= side;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a shape of " + sides + " has more than 2147483647 elements");
      }
    }
  }

  public static Shape of(Integer... sides) {
    return new Shape(List.of(sides));
  }

  /** Whether this is {@code [C x H x W]}. */
  public boolean isImage() {
    return sides.size() == 3;
  }

  /** The number of elements. */
  public int size() {
    return sides.stream().reduce(1, (a, b) -> a * b);
  }

  @Override
  public String toString() {
    return sides.stream().map(String::valueOf).collect(Collectors.joining(" x ", "[", "]"));
  }
}
