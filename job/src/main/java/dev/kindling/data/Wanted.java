package dev.kindling.data;

import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;

/**
 * What is wanted of the rows of an input.
 *
 * @param input the shape of one example as the network takes it
 * @param label what the label of each row must be
 */
public record Wanted(Shape input, Label label) {

  /** What a label can be. */
  public enum Label {
    /** The name of a class. */
    CLASS,
    /** A number to predict. */
    NUMBER,
    /** Anything, or absent: nobody looks at it. */
    ANY
  }

  /** Rows that a network can be trained or measured on. */
  public static Wanted labelled(Network network) {
    return new Wanted(network.inputShape(), network.classes() == 0 ? Label.NUMBER : Label.CLASS);
  }

  /** Rows for a network to predict. */
  public static Wanted unlabelled(Network network) {
    return new Wanted(network.inputShape(), Label.ANY);
  }
}
