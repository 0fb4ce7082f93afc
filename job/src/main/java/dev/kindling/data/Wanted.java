package dev.kindling.data;

import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import java.io.Serializable;

/**
 * What is wanted of the rows of an input.
 *
 * @param input the shape of one example as the network takes it
 * @param label what the label of each row must be
 * @param weights whether rows count what their weight column says, which then must be there;
 *     otherwise each counts 1, and the column may be absent
 * @param badRows what becomes of rows that are otherwise
 */
public record Wanted(Shape input, Label label, boolean weights, BadRows badRows)
    implements Serializable {

  /** Rows of which none may be otherwise. */
  public Wanted(Shape input, Label label, boolean weights) {
    this(input, label, weights, BadRows.FAIL);
  }

  /** What a label can be. */
  public enum Label {
    /** The name of a class. */
    CLASS,
    /** A number to predict. */
    NUMBER,
    /** Anything, or absent: nobody looks at it. */
    ANY
  }

  /** Rows that a network can be trained on. */
  static Wanted weighted(Network network) {
    return new Wanted(network.inputShape(), label(network), true);
  }

  /** Rows that a network can be measured on. */
  public static Wanted labelled(Network network) {
    return new Wanted(network.inputShape(), label(network), false);
  }

  /** Rows for a network to predict. */
  public static Wanted unlabelled(Network network) {
    return new Wanted(network.inputShape(), Label.ANY, false);
  }

  /** The same where some rows may be otherwise. */
  Wanted with(BadRows some) {
    return new Wanted(input, label, weights, some);
  }

  private static Label label(Network network) {
    return network.classes() == 0 ? Label.NUMBER : Label.CLASS;
  }
}
