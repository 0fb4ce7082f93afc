package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.model.Model;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The layers of a network as nodes of an ONNX graph: what each kind of layer is there. */
final class LayerNodes {

  @FunctionalInterface
  interface LayerExport {
    String add(Place place);
  }

  static final Map<String, LayerExport> KINDS =
      Map.of(
          "average_pool2d", place -> pool("AveragePool", place),
          "batch_norm", LayerNodes::batchNorm,
          "conv2d", LayerNodes::conv2d,
          "denormalize", LayerNodes::denormalize,
          "dense", LayerNodes::dense,
          "dropout", LayerNodes::dropout,
          "flatten", place -> place.graph.flatten(place.name, place.x),
          "layer_norm", LayerNodes::layerNorm,
          "leaky_relu", LayerNodes::leakyRelu,
          "max_pool2d", place -> pool("MaxPool", place));

  /** The oldest operators that do for most layers; of ONNX 1.4, January 2019. */
  static final int OLD_OPERATOR_SET = 9;

  /** The kinds of layers that need newer ones: LayerNormalization is of ONNX 1.12, June 2022. */
  private static final Map<String, Integer> NEWER = Map.of("layer_norm", 17);

  private LayerNodes() {}

  /** The oldest operators that all of these layers can be written with. */
  static int operatorSet(List<Layer> layers) {
    return layers.stream()
        .mapToInt(layer -> NEWER.getOrDefault(layer.kind(), OLD_OPERATOR_SET))
        .max()
        .orElse(OLD_OPERATOR_SET);
  }

  /**
   * A layer's place in a graph.
   *
   * @param name the layer's, {@code layer1}
   * @param x the name of its input
   */
  record Place(GraphBuilder graph, Model model, Section options, String name, String x) {

    List<String> xAnd(String... tensors) {
      List<String> inputs = new ArrayList<>(List.of(x));
      for (String tensor : tensors) {
        inputs.add(constant(name + "." + tensor));
      }
      return inputs;
    }

    private String constant(String tensorName) {
      Tensor tensor =
          model.network().tensors().stream()
              .filter(candidate -> candidate.name().equals(tensorName))
              .findFirst()
              .orElseThrow();
      Matrix parameters = model.parameters();
      return graph.constant(
          tensorName, tensor.shape().sides(), i -> parameters.get(tensor.offset() + i));
    }

    String activation(String z) {
      return switch (options.choice("activation", Activation.class)) {
        case LINEAR -> z;
        case SIGMOID -> graph.node(name, "Sigmoid", List.of(z));
        case TANH -> graph.node(name, "Tanh", List.of(z));
        case RELU -> graph.node(name, "Relu", List.of(z));
      };
    }

    String beforeActivation() {
      return name + ".z";
    }
  }

  /**
   * Adds a layer's nodes and constants.
   *
   * @param name the layer's, {@code layer1}
   * @param x the name of its input
   * @return the name of its output
   */
  static String add(GraphBuilder graph, Model model, Layer layer, String name, String x) {
    Section options = Section.of(name, layer.options());
    return KINDS.get(layer.kind()).add(new Place(graph, model, options, name, x));
  }

  private static String dense(Place place) {
    List<String> inputs = place.xAnd("W", "b");
    return place.activation(place.graph.node(place.beforeActivation(), "Gemm", inputs));
  }

  private static String conv2d(Place place) {
    int stride = place.options.integer("stride", 1, Integer.MAX_VALUE);
    int padding = place.options.integer("padding", 0, Integer.MAX_VALUE);
    return place.activation(
        place.graph.node(
            place.beforeActivation(),
            "Conv",
            place.xAnd("W", "b"),
            sides("kernel_shape", "kernel", place),
            GraphBuilder.attribute("strides", List.of(stride, stride)),
            GraphBuilder.attribute("pads", List.of(padding, padding, padding, padding))));
  }

  private static String pool(String operator, Place place) {
    int stride = place.options.integer("stride", 1, Integer.MAX_VALUE);
    return place.graph.node(
        place.name,
        operator,
        List.of(place.x),
        sides("kernel_shape", "size", place),
        GraphBuilder.attribute("strides", List.of(stride, stride)));
  }

  private static AttributeProto sides(String attribute, String option, Place place) {
    return GraphBuilder.attribute(attribute, place.options.integers(option, 1, Integer.MAX_VALUE));
  }

  /** It does nothing outside training; it is there for those who train on. */
  private static String dropout(Place place) {
    double rate = place.options.number("rate", 0, 1);
    if (place.graph.operatorSet() == OLD_OPERATOR_SET) {
      return place.graph.node(
          place.name, "Dropout", List.of(place.x), GraphBuilder.attribute("ratio", rate));
    }
    String ratio = place.graph.constant(place.name + ".ratio", List.of(), i -> rate);
    return place.graph.node(place.name, "Dropout", List.of(place.x, ratio));
  }

  private static String batchNorm(Place place) {
    List<String> inputs = place.xAnd("gamma", "beta", "running_mean", "running_variance");
    double epsilon = place.options.number("epsilon", 0, 1);
    return place.activation(
        place.graph.node(
            place.beforeActivation(),
            "BatchNormalization",
            inputs,
            GraphBuilder.attribute("epsilon", epsilon),
            GraphBuilder.attribute("momentum", 1 - place.options.number("momentum", 0, 1))));
  }

  private static String layerNorm(Place place) {
    return place.activation(
        place.graph.node(
            place.beforeActivation(),
            "LayerNormalization",
            place.xAnd("gamma", "beta"),
            GraphBuilder.attribute("axis", 1),
            GraphBuilder.attribute("epsilon", place.options.number("epsilon", 0, 1))));
  }

  private static String denormalize(Place place) {
    String scaled = place.graph.node(place.name + ".scaled", "Mul", place.xAnd("deviation"));
    return place.graph.node(
        place.name, "Add", List.of(scaled, place.constant(place.name + ".mean")));
  }

  private static String leakyRelu(Place place) {
    return place.graph.node(
        place.name,
        "LeakyRelu",
        List.of(place.x),
        GraphBuilder.attribute("alpha", place.options.number("negative_slope", 0, 1)));
  }
}
