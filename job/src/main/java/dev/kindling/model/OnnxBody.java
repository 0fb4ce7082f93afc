package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import dev.kindling.model.OnnxValue.Activations;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The layers that the nodes of an ONNX graph come to, as far as it has been read: a chain, each
 * link of which changes the {@link #version} of what the last one gave.
 */
final class OnnxBody {
  /** Layers that every activation may be moved over: they only choose among its outputs. */
  private static final Set<String> CHOOSING = Set.of("max_pool2d", "flatten", "dropout");

  private static final String ACTIVATION = "activation";
  private static final String LINEAR = "linear";

  /** A layer as a configuration has it, and its parameters in the layer's order. */
  record Step(String kind, Map<String, Object> options, List<OnnxTensor> parameters) {
    Step {
      options = new LinkedHashMap<>(options);
      parameters = new ArrayList<>(parameters);
    }

    /** The index of a bias that is not there yet, or -1. */
    int missingBias() {
      return parameters.indexOf(null);
    }
  }

  private final List<Step> steps = new ArrayList<>();
  private final OnnxScaling scaling = new OnnxScaling();
  private List<Integer> input;
  private Activations current;

  OnnxBody(List<Integer> input) {
    this.input = input;
    current = new Activations(input, null, 0);
  }

  /** What the last layer gives, or the input. */
  Activations current() {
    return current;
  }

  int version() {
    return current.version();
  }

  /** The shape of an example before the first layer. */
  List<Integer> input() {
    return input;
  }

  OnnxScaling scaling() {
    return scaling;
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /** Refuses to go on from anything but {@link #current}. */
  void requireCurrent(OnnxNode node, Activations x) {
    if (x.version() != version()) {
      throw node.error(
          "takes what another node has taken already; supported are chains of layers, without"
              + " branches");
    }
  }

  /** The next version of what there is, in another shape perhaps. */
  Activations next(List<Integer> sides, List<Integer> channelsLast) {
    current = new Activations(List.copyOf(sides), channelsLast, version() + 1);
    return current;
  }

  /** Takes the input in another shape, with its values in the same order. */
  Activations reshapeInput(List<Integer> sides) {
    input = List.copyOf(sides);
    return next(sides, null);
  }

  Activations add(OnnxNode node, Step step, List<Integer> sides) {
    long size = 1;
    for (int side : sides) {
      size *= side;
      if (side < 1 || size > Integer.MAX_VALUE) {
        throw node.error("gives an output of the impossible shape " + sides);
      }
    }
    steps.add(step);
    return next(sides, null);
  }

  /** Adds a constant for each unit or filter to the last layer, if it has no bias yet. */
  boolean addBias(OnnxNode node, OnnxTensor bias) {
    Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    if (last == null
        || last.missingBias() < 0
        || !last.options().get(ACTIVATION).equals(LINEAR)
        || current.channelsLast() != null) {
      return false;
    }
    List<Integer> sides = new ArrayList<>(current.sides());
    for (int i = 1; i < sides.size(); i++) {
      sides.set(i, 1); // a filter's bias is the same in all places
    }
    if (bias.size() != 1 && !bias.significantSides().equals(sides)) {
      throw node.error("adds a constant of " + bias.sides() + " to " + current.sides());
    }
    last.parameters().set(last.missingBias(), spread(bias, sides.get(0)));
    next(current.sides(), null);
    return true;
  }

  private static OnnxTensor spread(OnnxTensor tensor, int size) {
    return tensor.size() == size
        ? tensor
        : new OnnxTensor(tensor.name(), List.of(size), i -> tensor.number(0), null);
  }

  /** Applies an activation to what the last layer gives. */
  Activations activate(OnnxNode node, Activation activation) {
    Step layer = activated();
    if (layer == null || !layer.options().get(ACTIVATION).equals(LINEAR)) {
      throw node.error(
          "follows no dense, convolutional or normalisation layer that has no activation yet");
    }
    layer.options().put(ACTIVATION, activation.name().toLowerCase(Locale.ROOT));
    return next(current.sides(), current.channelsLast());
  }

  /** Whether the outputs are those of sigmoids. */
  boolean endsWithSigmoid() {
    Step layer = activated();
    return layer != null && layer.options().get(ACTIVATION).equals("sigmoid");
  }

  /** Makes log-odds of probabilities. */
  void dropLastActivation() {
    activated().options().put(ACTIVATION, LINEAR);
  }

  /** The layer whose activation comes last, or null. */
  private Step activated() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (!CHOOSING.contains(steps.get(i).kind())) {
        return steps.get(i).options().containsKey(ACTIVATION) ? steps.get(i) : null;
      }
    }
    return null;
  }

  /** The layers as a configuration has them. */
  List<Map<String, Object>> layers() {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Step step : steps) {
      layers.add(Map.of(step.kind(), step.options()));
    }
    return layers;
  }

  /** How many parameters there are. */
  long parameterCount() {
    return steps.stream()
        .flatMap(step -> step.parameters().stream())
        .mapToLong(tensor -> tensor == null ? 0 : tensor.size())
        .sum();
  }

  /** Fills the flat parameter vector; a bias that is not there is 0. */
  void fill(Matrix parameters, List<Tensor> tensors) {
    List<OnnxTensor> values = new ArrayList<>();
    steps.forEach(step -> values.addAll(step.parameters()));
    for (int t = 0; t < tensors.size(); t++) {
      OnnxTensor of = values.get(t);
      for (int i = 0; of != null && i < of.size(); i++) {
        parameters.set(tensors.get(t).offset() + i, of.number(i));
      }
    }
  }
}
