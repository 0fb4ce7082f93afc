package dev.kindling.nn;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A network as a configuration or a model file writes it, and back:
 *
 * <pre>
 * input: 64
 * layers:
 *   - dense: {units: 25, activation: sigmoid}
 *   - dense: {units: 10}
 * </pre>
 */
public final class NetworkConfig {

  @FunctionalInterface
  private interface LayerReader {
    Layer read(Section options, Shape input);
  }

  private static final Map<String, LayerReader> KINDS =
      new TreeMap<>(
          Map.of(
              "average_pool2d", AveragePool2d::read,
              "batch_norm", BatchNorm::read,
              "conv2d", Conv2d::read,
              "denormalize", (options, input) -> new Denormalize(input),
              "dense", Dense::read,
              "dropout", Dropout::read,
              "flatten", (options, input) -> new Flatten(input),
              "layer_norm", LayerNorm::read,
              "leaky_relu", LeakyRelu::read,
              "max_pool2d", MaxPool2d::read));

  private NetworkConfig() {}

  /** The kinds of layers that there are, by their names in a configuration. */
  public static Set<String> kinds() {
    return Collections.unmodifiableSet(KINDS.keySet());
  }

  /**
   * Builds the network that a section describes.
   *
   * @throws ConfigException if it describes none, naming the key
   */
  public static Network read(Section section, Loss loss) {
    return read(section, loss, shape(section));
  }

  /**
   * Builds the network for inputs that are known.
   *
   * @param why what makes them so many, for a message where {@code input} says otherwise
   * @throws ConfigException if the section describes none, naming the key
   */
  public static Network read(Section section, Loss loss, int inputs, String why) {
    Shape input = Shape.of(inputs);
    if (section.has("input") && !shape(section).equals(input)) {
      throw section.error("input", "must be " + inputs + ", " + why + " (or left out)");
    }
    return read(section, loss, input);
  }

  private static Network read(Section section, Loss loss, Shape input) {
    List<Section.Tagged> described = section.tagged("layers", KINDS.keySet());
    if (described.isEmpty()) {
      throw section.error("layers", "must have at least one layer");
    }
    List<Layer> layers = new ArrayList<>();
    Shape shape = input;
    for (Section.Tagged layer : described) {
      LayerReader reader = KINDS.get(layer.kind());
      try {
        Layer read = reader.read(layer.options(), shape);
        read.parameters(); // whose shapes may be impossible
        shape = read.outputShape();
        layers.add(read);
      } catch (IllegalArgumentException e) {
        throw layer.impossible(e.getMessage());
      }
    }
    try {
      return new Network(input, layers, loss);
    } catch (IllegalArgumentException e) {
      throw section.error("is impossible: " + e.getMessage());
    }
  }

  /** The section that {@link #read} builds this network from. */
  public static Map<String, Object> write(Network network) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      layers.add(Map.of(layer.kind(), layer.options()));
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("input", network.inputShape().sides());
    section.put("layers", layers);
    return section;
  }

  private static Shape shape(Section section) {
    List<Integer> sides = section.integers("input", 1, Integer.MAX_VALUE);
    if (sides.isEmpty()) {
      throw section.error("input", "must have at least one side");
    }
    try {
      return new Shape(sides);
    } catch (IllegalArgumentException e) {
      throw section.error("input", "must have at most 2147483647 elements");
    }
  }
}
