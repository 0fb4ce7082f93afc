package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One layer of a network: a pair of pure functions, with no state of its own. A layer's parameters
 * are a slice of the network's flat parameter vector, its tensors one after the other in the order
 * of {@link #parameters}.
 */
public interface Layer extends Serializable {

  /** The layer's name in a configuration, such as {@code dense}. */
  String kind();

  /** The layer's options as a configuration has them, enough to build it again. */
  Map<String, Object> options();

  /** The shape of one example of the input. */
  Shape inputShape();

  /** The shape of one example of the output. */
  Shape outputShape();

  /** Whether examples of this shape can be the input; a layer of vectors takes images as well. */
  default boolean accepts(Shape given) {
    boolean flat = inputShape().sides().size() == 1;
    return flat ? inputShape().size() == given.size() : inputShape().equals(given);
  }

  /** Whether in training the output for an example depends on the rest of its batch. */
  default boolean mixesExamples() {
    return false;
  }

  /** The fewest examples that training learns from when they pass together. */
  default int leastBatch() {
    return 1;
  }

  /** Whether in training the output for an example depends on {@link Pass#seed}. */
  default boolean isRandom() {
    return false;
  }

  /** Whether the output for an example depends on nothing but it and the parameters. */
  default boolean examplesAreIndependent() {
    return !mixesExamples() && !isRandom();
  }

  /** Whether the output is in the unit of the targets, of which {@link #adapt} tells the layer. */
  default boolean adaptsToTargets() {
    return false;
  }

  /** The layer's parameter tensors; none for a layer that learns nothing. */
  List<Parameter> parameters();

  /**
   * Sets what training does not change.
   *
   * @param parameters this layer's slice
   * @param mean of the training targets, numbers
   * @param deviation theirs, above 0
   */
  default void adapt(Matrix parameters, double mean, double deviation) {}

  /** What {@link #adapt} has set the unit of the output to, above 0. */
  default double targetUnit(Matrix parameters) {
    return 1;
  }

  /**
   * Refuses values that training cannot have come to.
   *
   * @param parameters this layer's slice
   * @throws IllegalArgumentException naming the tensor and the value
   */
  default void check(Matrix parameters) {}

  /**
   * Computes the output.
   *
   * @param parameters this layer's slice
   * @param x input {@code [N x D]}
   * @param y receives the output {@code [N x M]}
   */
  void forward(Matrix parameters, Matrix x, Matrix y, Pass pass);

  /**
   * Takes the gradient of the loss sum from the output back to the input and the parameters.
   *
   * @param parameters this layer's slice
   * @param x the input of the forward pass {@code [N x D]}
   * @param y the output of the forward pass {@code [N x M]}
   * @param dy the gradient with respect to y {@code [N x M]}; overwritten
   * @param dx receives the gradient with respect to x {@code [N x D]}; null when nobody needs it
   * @param dparameters the gradient of this layer's slice is <em>added</em> to it; see {@link
   *     Parameter#trained} for the slots of statistics
   */
  void backward(
      Matrix parameters, Matrix x, Matrix y, Matrix dy, Matrix dx, Matrix dparameters, Pass pass);
}
