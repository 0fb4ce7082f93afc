package dev.kindling.nn;

import java.io.Serializable;

/**
 * One parameter tensor of a layer.
 *
 * @param name the tensor's name within its layer, such as {@code W}
 * @param trained whether the optimizer changes it by its gradient. Otherwise it is a statistic of
 *     the data: in place of a gradient, its layer gives what to subtract for each example of a
 *     running one, and nothing for one that stays.
 */
public record Parameter(String name, Shape shape, Initializer initializer, boolean trained)
    implements Serializable {

  /** A tensor that the optimizer trains. */
  public Parameter(String name, Shape shape, Initializer initializer) {
    this(name, shape, initializer, true);
  }

  /** A tensor that follows the data and not the gradient of the loss. */
  static Parameter statistic(String name, Shape shape, Initializer initializer) {
    return new Parameter(name, shape, initializer, false);
  }
}
