package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Layer} promises, of every kind that a configuration can name. */
class EveryLayerTest {
  private static final String EXAMPLES = "dev.kindling.nn.LayerExamples#networks";
  private static final int ROWS = 5;

  private static Layer layer(String network) {
    return LayerExamples.read(network).layers().get(0);
  }

  @ParameterizedTest
  @MethodSource(EXAMPLES)
  void gradientsAreThoseOfTheOutputs(String network) {
    LayerCheck.run(layer(network), ROWS, 1);
  }

  @ParameterizedTest
  @MethodSource(EXAMPLES)
  void whatIsWrittenReadsAsTheSameLayer(String network) {
    Network built = LayerExamples.read(network);
    Section written = Section.of("model.json", NetworkConfig.write(built));
    Network again = NetworkConfig.read(written, built.loss());
    written.done();
    assertEquals(built.layers(), again.layers());
    assertEquals(built.tensors(), again.tensors());
  }

  @ParameterizedTest
  @MethodSource(EXAMPLES)
  void theKindIsTheNameInTheConfiguration(String network) {
    assertEquals(network.replaceFirst(".*layers: \\[(\\w+).*", "$1"), layer(network).kind());
  }

  @ParameterizedTest
  @MethodSource(EXAMPLES)
  void anExampleAmongOthersIsWhatItIsAloneUnlessTheLayerSaysThatItMixesThem(String network) {
    Layer layer = layer(network);
    if (layer.mixesExamples()) {
      return;
    }
    Matrix parameters = parameters(layer, Precision.DOUBLE);
    Matrix x = Matrices.random(Precision.DOUBLE, ROWS, layer.inputShape().size(), 2);
    Matrix all = forward(layer, parameters, x);
    for (int row = 0; row < ROWS; row++) {
      Matrix alone = Precision.DOUBLE.zeros(1, layer.outputShape().size());
      Pass pass = Batches.pass(Precision.DOUBLE, 1).enter(0, true, 1, new int[] {row});
      layer.forward(parameters, x.view(row * x.cols(), 1, x.cols()), alone, pass);
      assertClose(all.view(row * all.cols(), 1, all.cols()), alone, 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource(EXAMPLES)
  void inFloatAndInDoubleItIsTheSameFunction(String network) {
    Layer layer = layer(network);
    Matrix x = Matrices.random(Precision.DOUBLE, ROWS, layer.inputShape().size(), 3);
    Matrix exact = forward(layer, parameters(layer, Precision.DOUBLE), x);
    Matrix rounded = forward(layer, parameters(layer, Precision.FLOAT), x.to(Precision.FLOAT));
    assertClose(exact, rounded.to(Precision.DOUBLE), 1e-5);
  }

  private static Matrix parameters(Layer layer, Precision precision) {
    int size = layer.parameters().stream().mapToInt(p -> p.shape().size()).sum();
    return Matrices.random(Precision.DOUBLE, 1, size, 1).to(precision);
  }

  private static Matrix forward(Layer layer, Matrix parameters, Matrix x) {
    Matrix y = x.precision().zeros(x.rows(), layer.outputShape().size());
    layer.forward(parameters, x, y, Batches.pass(x.precision(), x.rows()));
    return y;
  }
}
