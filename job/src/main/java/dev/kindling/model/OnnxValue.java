package dev.kindling.model;

import java.util.List;

/** What a name in an ONNX graph that is read stands for. */
sealed interface OnnxValue {

  /** The same for each example. */
  record Constant(OnnxTensor tensor) implements OnnxValue {}

  /**
   * What some of the layers, or none yet, make of the examples.
   *
   * @param sides of one example
   * @param channelsLast C, H and W of an image whose values lie in the order H, W, C, as Keras has
   *     them; null if they lie as Kindling has them
   * @param version of the body that they are of, see {@link OnnxBody#version}
   */
  record Activations(List<Integer> sides, List<Integer> channelsLast, int version)
      implements OnnxValue {
    int size() {
      return sides.stream().reduce(1, (a, b) -> a * b);
    }

    boolean isVector() {
      return sides.size() == 1;
    }
  }

  /**
   * What is made of the last layer's outputs for whoever asks for a prediction; it says what the
   * outputs mean.
   *
   * @param version of the body whose outputs they are
   */
  record Outcome(Kind kind, int version) implements OnnxValue {}

  /** The outcomes. */
  enum Kind {
    SOFTMAX,
    /** The negative of one output, which is the log-odds of the first of two classes. */
    NEGATIVE,
    /** Log-odds of two classes. */
    BOTH_LOG_ODDS,
    /** Probabilities of two classes, of their log-odds. */
    OF_LOG_ODDS,
    /** 1 less one sigmoid. */
    COMPLEMENT,
    /** Probabilities of two classes: 1 less a sigmoid, and it. */
    BOTH_PROBABILITIES,
    CLASS_INDEX,
    CLASS_NAME,
    NUMBER
  }
}
