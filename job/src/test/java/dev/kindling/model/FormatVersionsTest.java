package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Workspace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** Models of every format version stay readable: these folders are never written again. */
class FormatVersionsTest {
  private static Model read(String version) throws IOException {
    return ModelFolder.read(
        FileSystem.getLocal(new Configuration(false)),
        new Path(FormatVersionsTest.class.getResource("/models/" + version).toString()));
  }

  @Test
  void version1IsReadAsItWasMeant() throws IOException {
    Model model = read("v1");
    assertEquals(Loss.SOFTMAX_CROSS_ENTROPY, model.network().loss());
    assertEquals(
        List.of(Activation.SIGMOID, Activation.TANH, Activation.RELU, Activation.LINEAR),
        model.network().layers().stream().map(layer -> ((Dense) layer).activation()).toList());
    assertEquals(
        FeatureScaling.standardize(new double[] {10, -0.5}, new double[] {4, 0}), model.features());
    assertEquals(List.of("cat", "dog", "owl"), model.classes());
    assertEquals(
        Map.of("format", "csv", "label", 2, "header", false, "delimiter", ","), model.data());
    assertEquals(Map.of("kindling", "0.1.0", "precision", "float", "seed", 1), model.made());
    assertEquals(Precision.FLOAT, model.parameters().precision());
    assertEquals(38, model.parameters().size());
    for (int i = 0; i < 38; i++) {
      assertEquals((i * 7 % 17 - 8) / 8.0, model.parameters().get(i));
    }
  }

  /** Written by {@code train} with {@code loss: mean_squared_error}; predicted as it was then. */
  @Test
  void aModelOfVersion1ThatPredictsNumbersHasNoClasses() throws IOException {
    Model model = read("v1-regression");
    assertEquals(Loss.MEAN_SQUARED_ERROR, model.network().loss());
    assertEquals(List.of(), model.classes());
    Workspace workspace = model.network().workspace(Precision.FLOAT);
    model.features().apply(new double[] {1.2882, 1.4494, 0.0663}, 0, workspace.resize(1), 0);
    Matrix outputs = model.network().forward(model.parameters(), workspace);
    assertEquals(10.147389, model.network().loss().predicted(outputs, 0), 1e-5);
  }

  /**
   * The outputs are numpy's, from the same two files:
   *
   * <pre>
   * w = safetensors.numpy.load_file('weights.safetensors')
   * x = (numpy.array([[10, -0.5], [14, -0.25], [4, -2.5]]) - [10, -0.5]) * [0.25, 1]
   * for l, f in enumerate([lambda z: 1 / (1 + numpy.exp(-z)), numpy.tanh,
   *                        lambda z: numpy.maximum(z, 0), lambda z: z]):
   *   x = f(x @ w[f'layer{l+1}.W'].astype(float) + w[f'layer{l+1}.b'])
   * </pre>
   */
  @Test
  void version1GivesTheOutputsItAlwaysGave() throws IOException {
    Model model = read("v1");
    double[] raw = {10, -0.5, 14, -0.25, 4, -2.5};
    double[] expected = {
      1.06676944, 0.43425298, 0.23951450,
      1.16289549, 0.36571056, 0.28624001,
      0.94838489, 0.48050973, 0.17052234
    };
    Workspace workspace = model.network().workspace(Precision.FLOAT);
    Matrix input = workspace.resize(3); // [3 x 2]
    for (int row = 0; row < 3; row++) {
      model.features().apply(raw, 2 * row, input, row);
    }
    Matrix outputs = model.network().forward(model.parameters(), workspace); // [3 x 3]
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], outputs.get(i), 1e-6);
    }
  }
}
