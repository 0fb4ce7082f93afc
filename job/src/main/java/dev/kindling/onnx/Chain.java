package dev.kindling.onnx;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Network.Tensor;
import dev.kindling.onnx.Value.Activations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The layers that the nodes of an ONNX graph come to, as far as it has been read, each of which
 * changes the {@link #version} of what the last one gave.
 */
final class Chain {
  /** Layers that every activation may be moved over: they only choose among its outputs. */
  private static final Set<String> CHOOSING = Set.of("max_pool2d", "flatten", "dropout");

  private static final String ACTIVATION = "activation";
  private static final String LINEAR = "linear";

  /** A layer as a configuration has it, and its parameters in the layer's order. */
  record Link(String kind, Map<String, Object> options, List<Constant> parameters) {
    Link {
      options = new LinkedHashMap<>(options);
      parameters = new ArrayList<>(parameters);
    }

    /** The index of a bias that is not there yet, or -1. */
    int missingBias() {
      return parameters.indexOf(null);
    }
  }

  private final long batch;
  private final boolean ownFile;
  private final List<Link> links = new ArrayList<>();
  private final InputScaling scaling = new InputScaling();
  private List<Integer> input;
  private Activations current;

  /**
   * A chain without layers.
   *
   * @param input the shape of an example
   * @param batch the number of examples that the file fixes, or -1
   * @param ownFile whether Kindling wrote it
   */
  Chain(List<Integer> input, long batch, boolean ownFile) {
    this.input = input;
    this.batch = batch;
    this.ownFile = ownFile;
    current = new Activations(input, null, 0);
  }

  /** Whether a side of a shape, or what stands for it, is the number of examples. */
  boolean isBatch(long side) {
    return side == -1 || side == 0 || side == batch;
  }

  /**
   * Whether Kindling wrote the file. Then nodes that change no value are layers where they have a
   * layer's name.
   */
  boolean ownFile() {
    return ownFile;
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

  InputScaling scaling() {
    return scaling;
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Refuses to go on from anything but {@link #current}. */
  void requireCurrent(Node node, Activations x) {
    if (x.version() != version()) {
      throw node.error(
          "takes what another node has taken already; supported are chains of layers, without"
              + " branches");
    }
  }

  /** The next version of what there is, in the same shape. */
  Activations next() {
    return next(current.sides(), current.channelsLast());
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

  Activations add(Node node, Link link, List<Integer> sides) {
    long size = 1;
    for (int side : sides) {
      size *= side;
      if (side < 1 || size > Integer.MAX_VALUE) {
        throw node.error("gives an output of the impossible shape " + sides);
      }
    }
    links.add(link);
    return next(sides, null);
  }

  /** Adds a constant for each unit or filter to the last layer, if it can have one and has none. */
  boolean addBias(Node node, Constant bias) {
    Link last = links.isEmpty() ? null : links.get(links.size() - 1);
    if (last == null
        || last.missingBias() < 0
        || !last.options().getOrDefault(ACTIVATION, LINEAR).equals(LINEAR)
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
    last.parameters().set(last.missingBias(), bias.spread(sides.get(0)));
    next(current.sides(), null);
    return true;
  }

  /** Applies an activation to what the last layer gives. */
  Activations activate(Node node, Activation activation) {
    Link layer = activated();
    if (layer == null || !layer.options().get(ACTIVATION).equals(LINEAR)) {
      throw node.error(
          "follows no dense, convolutional or normalisation layer that has no activation yet");
    }
    layer.options().put(ACTIVATION, activation.name().toLowerCase(Locale.ROOT));
    return next();
  }

  /** Whether the outputs are those of sigmoids. */
  boolean endsWithSigmoid() {
    Link layer = activated();
    return layer != null && layer.options().get(ACTIVATION).equals("sigmoid");
  }

  /** Makes log-odds of probabilities. */
  void dropLastActivation() {
    activated().options().put(ACTIVATION, LINEAR);
  }

  /** The layer whose activation comes last, or null. */
  private Link activated() {
    for (int i = links.size() - 1; i >= 0; i--) {
      if (!CHOOSING.contains(links.get(i).kind())) {
        return links.get(i).options().containsKey(ACTIVATION) ? links.get(i) : null;
      }
    }
    return null;
  }

  /** The layers as a configuration has them. */
  List<Map<String, Object>> layers() {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Link link : links) {
      layers.add(Map.of(link.kind(), link.options()));
    }
    return layers;
  }

  /** Fills the flat parameter vector; a bias that is not there is 0. */
  void fill(Matrix parameters, List<Tensor> tensors) {
    List<Constant> values = new ArrayList<>();
    links.forEach(link -> values.addAll(link.parameters()));
    for (int t = 0; t < tensors.size(); t++) {
      Constant of = values.get(t);
      for (int i = 0; of != null && i < of.size(); i++) {
        parameters.set(tensors.get(t).offset() + i, of.number(i));
      }
    }
  }
}
