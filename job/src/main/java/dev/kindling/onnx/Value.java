package dev.kindling.onnx;

import java.util.List;

/** What a name in an ONNX graph that is read stands for. */
sealed interface Value permits Constant, Value.Activations, Value.Outcome {

  /**
   * What some of the layers, or none yet, make of the examples.
   *
   * @param sides of one example
   * @param channelsLast C, H and W of an image whose values lie in the order H, W, C, as Keras has
   *     them; null if they lie as Kindling has them
   * @param version of the chain that they are of, see {@link Chain#version}
   */
  record Activations(List<Integer> sides, List<Integer> channelsLast, int version)
      implements Value {
    int size() {
      return sides.stream().reduce(1, (a, b) -> a * b);
    }

    boolean isVector() {
      return sides.size() == 1;
    }

    void requireChannelsFirst(Node node) {
      if (channelsLast != null) {
        throw node.error("takes images with their channels last; supported are [N, C, H, W]");
      }
    }
  }

  /**
   * What is made of the last layer's outputs for whoever asks for a prediction; it says what the
   * outputs mean.
   *
   * @param version of the chain whose outputs they are
   * @param classes the names of the classes, none where it does not say
   */
  record Outcome(Kind kind, int version, List<String> classes) implements Value {
    Outcome(Kind kind, int version) {
      this(kind, version, List.of());
    }
  }

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
