package dev.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkConfigTest {

  private static Network read(String yaml) {
    Section section = Section.parse("x.yaml", yaml);
    Network network = NetworkConfig.read(section.section("network"), Loss.SOFTMAX_CROSS_ENTROPY);
    section.done();
    return network;
  }

  @Test
  void layersTakeTheirInputsFromTheLayerBefore() {
    Network network =
        read(
            """
            network:
              input: [1, 8, 8]
              layers:
                - dense: {units: 25, activation: relu}
                - dense: {units: 7, activation: tanh, initialization: he}
                - dense: {units: 10}
            """);
    assertEquals(Shape.of(1, 8, 8), network.inputShape());
    assertEquals(
        List.of(
            new Dense(64, 25, Activation.RELU, Initialization.HE),
            new Dense(25, 7, Activation.TANH, Initialization.HE),
            new Dense(7, 10, Activation.LINEAR, Initialization.XAVIER)),
        network.layers());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenReadsAsTheSameNetwork(Activation activation) {
    for (Initialization initialization : Initialization.values()) {
      Network network =
          new Network(
              Shape.of(3, 2, 2),
              List.of(
                  new Dense(12, 5, activation, initialization),
                  new Dense(5, 3, Activation.LINEAR, Initialization.XAVIER)),
              Loss.SOFTMAX_CROSS_ENTROPY);
      Section written = Section.of("model.json", NetworkConfig.write(network));
      Network read = NetworkConfig.read(written, network.loss());
      written.done();

      assertEquals(network.layers(), read.layers());
      assertEquals(network.inputShape(), read.inputShape());
      assertEquals(network.tensors(), read.tensors());
    }
  }

  @Test
  void theShapesOfLayersFollowFromEachOther() {
    Network network =
        read(
            """
            network:
              input: [1, 12, 10]
              layers:
                - conv2d: {filters: 4, kernel: [5, 3], stride: 1, padding: 2, activation: relu}
                - batch_norm: {momentum: 0.2, activation: tanh}
                - max_pool2d: {size: 2}
                - conv2d: {filters: 3, kernel: 3}
                - average_pool2d: {size: [2, 3], stride: 1}
                - dropout: {rate: 0.25}
                - flatten
                - batch_norm
                - dense: {units: 3}
            """);
    assertEquals(
        List.of(
            Shape.of(4, 12, 12),
            Shape.of(4, 12, 12),
            Shape.of(4, 6, 6),
            Shape.of(3, 4, 4),
            Shape.of(3, 3, 2),
            Shape.of(3, 3, 2),
            Shape.of(18),
            Shape.of(18),
            Shape.of(3)),
        network.layers().stream().map(Layer::outputShape).toList());
  }

  @Test
  void theStrideOfPoolingIsTheHeightOfItsWindow() {
    Network network =
        read(
            "network: {input: [1, 8, 9], layers: [max_pool2d: {size: [2, 3]}, dense: {units: 2}]}");
    assertEquals(Shape.of(1, 4, 4), network.layers().get(0).outputShape());
  }

  /** In Turkish the lower case of SIGMOID has no dots on its i. */
  @Test
  void whatIsWrittenDoesNotDependOnTheLanguageOfTheMachine() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      Dense layer = new Dense(2, 3, Activation.SIGMOID, Initialization.XAVIER);
      assertEquals(
          Map.of("units", 3, "activation", "sigmoid", "initialization", "xavier"), layer.options());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** A network section and the message that refuses it. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          {input: 4, layers: [conv9: {units: 3}]} -> network.layers[0] is "conv9" but must be one of average_pool2d, batch_norm, conv2d, denormalize, dense, dropout, flatten, layer_norm, leaky_relu, max_pool2d
          {input: 4, layers: [dense: {units: 0}]} -> network.layers[0].dense.units is 0 but must be a whole number from 1 to 2147483647
          {input: 4, layers: [dense: {units: 3}, dense: {units: two}]} -> network.layers[1].dense.units is "two" but must be a whole number from 1 to 2147483647
          {input: 4, layers: [dense]} -> network.layers[0].dense.units is missing (must be a whole number from 1 to 2147483647)
          {input: 4, layers: []} -> network.layers is [] but must have at least one layer
          {input: 4} -> network.layers is missing (must be a list)
          {layers: [dense: {units: 3}]} -> network.input is missing (must be a whole number from 1 to 2147483647 or a list of them)
          {input: 0, layers: [dense: {units: 3}]} -> network.input is 0 but must be a whole number from 1 to 2147483647
          {input: [3, -1], layers: [dense: {units: 3}]} -> network.input[1] is -1 but must be a whole number from 1 to 2147483647
          {input: [65536, 65536], layers: [dense: {units: 3}]} -> network.input is [65536, 65536] but must have at most 2147483647 elements
          {input: [], layers: [dense: {units: 3}]} -> network.input is [] but must have at least one side
          {input: 65536, layers: [dense: {units: 65536}]} -> a dense layer cannot have 65536 inputs and 65536 units (network.layers[0])
          {input: [1, 8, 8], layers: [conv2d: {filters: 2, kernel: 5}, max_pool2d: {size: 1}, conv2d: {filters: 2, kernel: 5, stride: 2}]} -> conv2d 5x5 with stride 2 does not fit a 4x4 input (network.layers[2])
          {input: [1, 4, 2], layers: [max_pool2d: {size: 3}]} -> max_pool2d 3x3 with stride 3 does not fit a 4x2 input (network.layers[0])
          {input: [1, 4, 2], layers: [conv2d: {filters: 1, kernel: [9, 3], padding: 1}]} -> conv2d 9x3 with stride 1 and padding 1 does not fit a 4x2 input (network.layers[0])
          {input: 16, layers: [conv2d: {filters: 2, kernel: 3}]} -> conv2d takes images of [C x H x W], not an input of [16] (network.layers[0])
          {input: [1, 4, 4], layers: [conv2d: {filters: 2, kernel: [3, 3, 3]}]} -> network.layers[0].conv2d.kernel is [3, 3, 3] but must be one number or [height, width]
          {input: [1, 8, 8], layers: [conv2d: {filters: 4, kernel: 3, padding: 2147483647}]} -> conv2d with padding 2147483647 makes more than 2147483647 elements of an input of [1 x 8 x 8] (network.layers[0])
          {input: [1, 8, 8], layers: [conv2d: {filters: 4, kernel: 3, padding: 1073741824, stride: 2147483647}]} -> conv2d with padding 1073741824 makes more than 2147483647 elements of an input of [1 x 8 x 8] (network.layers[0])
          {input: [1, 8, 8], layers: [conv2d: {filters: 4, kernel: 3, padding: 20000}]} -> conv2d 3x3 on [1 x 8 x 8] with padding 20000 is too large: one image takes more than 2147483647 elements (network.layers[0])
          {input: [1, 16000, 16000], layers: [conv2d: {filters: 4, kernel: 3}]} -> conv2d 3x3 on [1 x 16000 x 16000] with padding 0 is too large: one image takes more than 2147483647 elements (network.layers[0])
          {input: [1, 8, 8], layers: [conv2d: {filters: 2147483647, kernel: 8}]} -> a shape of [2147483647, 1, 8, 8] has more than 2147483647 elements (network.layers[0])
          {input: [1, 28, 28], layers: [conv2d: {filters: 100000000, kernel: 28}]} -> a shape of [100000000, 1, 28, 28] has more than 2147483647 elements (network.layers[0])
          {input: [1, 8, 8], layers: [conv2d: {filters: 2147483647, kernel: 1}]} -> conv2d 1x1 on [1 x 8 x 8] with padding 0 is too large: one image takes more than 2147483647 elements (network.layers[0])
          {input: 4, layers: [dropout: {rate: 1}]} -> dropout needs a rate from 0 to below 1, not 1.0 (network.layers[0])
          {input: 4, layers: [dropout: {rate: 1.5}]} -> network.layers[0].dropout.rate is 1.5 but must be a number from 0 to 1
          {input: 40000, layers: [dense: {units: 40000}, dense: {units: 40000}]} -> network is impossible: up to layer 2 (dense) there are 3,200,040,000 parameters, but at most 2,147,483,647 fit
          {input: 4, layers: [dense: {units: 3, activation: sigmod}]} -> network.layers[0].dense.activation is "sigmod" but must be one of linear, sigmoid, tanh, relu; did you mean sigmoid?
          {input: 4, layers: [dense: {units: 3, unit: 4}]} -> unknown key network.layers[0].dense.unit; did you mean units? (legal here: activation, initialization, units)
          {input: 4, layer: 3, layers: [dense: {units: 3}]} -> unknown key network.layer; did you mean layers? (legal here: input, layers)
          """)
  void whatIsNotANetworkIsRefusedWithTheKey(String network, String message) {
    var error = assertThrows(ConfigException.class, () -> read("network: " + network));
    assertEquals("x.yaml: " + message, error.getMessage());
  }
}
