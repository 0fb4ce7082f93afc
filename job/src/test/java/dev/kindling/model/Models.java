package dev.kindling.model;

import dev.kindling.features.FeatureScaling;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Initialization;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import java.util.List;
import java.util.Map;

/** A small model to test with. */
public final class Models {
  private Models() {}

  /** 3 inputs, 2 hidden units, 2 outputs; 14 parameters. */
  public static Network network() {
    return new Network(
        Shape.of(3),
        List.of(
            new Dense(3, 2, Activation.SIGMOID, Initialization.XAVIER),
            new Dense(2, 2, Activation.LINEAR, Initialization.XAVIER)),
        Loss.SOFTMAX_CROSS_ENTROPY);
  }

  /** The values 0.1, 0.2, ..., which neither precision holds exactly, with alternating signs. */
  public static Matrix parameters(Precision precision) {
    Matrix parameters = precision.vector(network().parameterCount());
    for (int i = 0; i < parameters.size(); i++) {
      parameters.set(i, (i % 2 == 0 ? 0.1 : -0.1) * (i + 1));
    }
    return parameters;
  }

  public static Model model(Precision precision) {
    return new Model(
        network(),
        parameters(precision),
        FeatureScaling.standardize(new double[] {1, 2, 3}, new double[] {0.5, 2, 3}),
        List.of("no", "yes"),
        Map.of("format", "csv", "label", 3, "header", true),
        Map.of("version", "0.1.0", "seed", 1, "rates", List.of(0.1, 0.01)));
  }
}
