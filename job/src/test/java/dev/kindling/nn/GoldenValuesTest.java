package dev.kindling.nn;

import static dev.kindling.linalg.Matrices.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.optim.Adagrad;
import dev.kindling.optim.Adam;
import dev.kindling.optim.GradientOptimizer;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.RmsProp;
import dev.kindling.optim.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine against an independent implementation: values within 1e-10 in double and 1e-4 in
 * float, a trajectory of many steps within 1e-9. Errors are relative beyond 1 and absolute below,
 * as entries near zero are differences of larger numbers and keep the rounding errors of those.
 */
class GoldenValuesTest {
  private static final double TRAJECTORY_TOLERANCE = 1e-9;

  private interface Check {
    void run(JsonNode golden, Precision precision);
  }

  @TestFactory
  Stream<DynamicTest> dense() throws Exception {
    return inBothPrecisions("dense.json", GoldenValuesTest::dense);
  }

  private static void dense(JsonNode golden, Precision precision) {
    int[] w = Golden.integers(golden.required("W").required("shape")); // D, M
    Activation activation = activation(golden.required("activation").textValue());
    Dense layer = new Dense(w[0], w[1], activation, Initialization.XAVIER);
    Matrix parameters = Golden.flat(precision, List.of(golden.required("W"), golden.required("b")));
    Matrix gradient = passes(golden, layer, parameters);
    compare(golden, "grad_W", gradient.view(0, w[0], w[1]));
    compare(golden, "grad_b", gradient.view(w[0] * w[1], 1, w[1]));
  }

  @TestFactory
  Stream<DynamicTest> conv2d() throws Exception {
    return inBothPrecisions("conv2d.json", GoldenValuesTest::conv2d);
  }

  private static void conv2d(JsonNode golden, Precision precision) {
    int[] w = Golden.integers(golden.required("W").required("shape")); // F, C, HH, WW
    Conv2d layer =
        Conv2d.of(
            image(golden),
            w[0],
            w[2],
            w[3],
            golden.required("stride").intValue(),
            golden.required("pad").intValue(),
            Activation.LINEAR,
            Initialization.XAVIER);
    Matrix parameters = Golden.flat(precision, List.of(golden.required("W"), golden.required("b")));
    Matrix gradient = passes(golden, layer, parameters);
    int weights = w[0] * w[1] * w[2] * w[3];
    compare(golden, "grad_W", gradient.view(0, w[0], weights / w[0]));
    compare(golden, "grad_b", gradient.view(weights, 1, w[0]));
  }

  @TestFactory
  Stream<DynamicTest> pool2d() throws Exception {
    return inBothPrecisions("pool2d.json", GoldenValuesTest::pool2d);
  }

  private static void pool2d(JsonNode golden, Precision precision) {
    int size = golden.required("size").intValue();
    int stride = golden.required("stride").intValue();
    String kind = golden.required("kind").textValue();
    Window window = Window.over(kind, image(golden), size, size, stride, 0);
    Layer layer =
        switch (kind) {
          case "max" -> new MaxPool2d(window);
          case "average" -> new AveragePool2d(window);
          default -> throw new AssertionError("no pooling called " + kind);
        };
    passes(golden, layer, precision.vector(0));
  }

  /** Compares Y and grad_X; returns the gradient of the parameters. */
  private static Matrix passes(JsonNode golden, Layer layer, Matrix parameters) {
    Precision precision = parameters.precision();
    Matrix x = matrix(golden, precision, "X");
    Matrix y = precision.zeros(x.rows(), layer.outputShape().size());
    Matrix dx = precision.zeros(x.rows(), x.cols());
    Matrix gradient = parameters.copy();
    gradient.fill(0);
    layer.forward(parameters, x, y, Batches.pass(precision, x.rows()));
    compare(golden, "Y", y);
    Matrix delta = matrix(golden, precision, "delta");
    layer.backward(parameters, x, y, delta, dx, gradient, Batches.pass(precision, x.rows()));
    compare(golden, "grad_X", dx);
    return gradient;
  }

  private static Shape image(JsonNode golden) {
    int[] sides = Golden.integers(golden.required("X").required("shape")); // N, C, H, W
    return Shape.of(sides[1], sides[2], sides[3]);
  }

  @TestFactory
  Stream<DynamicTest> softmaxCrossEntropy() throws Exception {
    return inBothPrecisions("softmax_cross_entropy.json", GoldenValuesTest::softmaxCrossEntropy);
  }

  private static void softmaxCrossEntropy(JsonNode golden, Precision precision) {
    double[] labels = Golden.numbers(golden.required("labels"));
    Matrix probabilities = matrix(golden, precision, "logits");
    Loss.SOFTMAX_CROSS_ENTROPY.probabilities(probabilities);
    compare(golden, "probabilities", probabilities);

    Matrix gradient = matrix(golden, precision, "logits");
    double loss = Loss.SOFTMAX_CROSS_ENTROPY.lossAndGradient(gradient, labels);
    compare(golden, "grad_logits_of_loss_sum", gradient);

    // A layer with the identity for W passes the logits on to a network's accuracy.
    Matrix logits = matrix(golden, precision, "logits");
    Network network = Batches.network(Activation.LINEAR, logits.cols(), logits.cols());
    Matrix identity = precision.vector(network.parameterCount());
    for (int i = 0; i < logits.cols(); i++) {
      identity.set(i * (logits.cols() + 1), 1);
    }
    GradientSum sum = Batches.gradient(network, identity, logits, new Targets(labels, null));
    assertEquals(loss, sum.loss());
    compare(golden, "loss_sum", precision, sum.loss());
    compare(golden, "loss_mean", precision, sum.loss() / sum.examples());
    compare(golden, "accuracy", precision, (double) sum.correct() / sum.examples());
  }

  @TestFactory
  Stream<DynamicTest> optimizers() throws Exception {
    Golden golden = Golden.read("optimizers.json");
    List<DynamicTest> tests =
        golden.cases().stream()
            .map(one -> dynamicTest(name(one), () -> trajectory(golden.file(), one)))
            .toList();
    assertEquals(8, tests.size());
    return tests.stream();
  }

  private static void trajectory(JsonNode file, JsonNode golden) {
    Network network = network(file.required("network").textValue());
    MatchResult batch =
        find("rows (\\d+)\\*\\(s%(\\d+)\\).* (mean|sum) loss", golden.required("batch"));
    int rows = Integer.parseInt(batch.group(1));
    int batches = Integer.parseInt(batch.group(2));
    GradientOptimizer optimizer =
        optimizer(golden.required("optimizer").textValue(), golden.required("settings"));
    Matrix x = matrix(golden, Precision.DOUBLE, "X");
    double[] labels = Golden.numbers(golden.required("labels"));
    Matrix parameters = Golden.flat(Precision.DOUBLE, golden.required("initial"));
    OptimizerState state = optimizer.initialState(parameters);
    JsonNode losses = golden.required("losses");
    assertFalse(losses.isEmpty(), "a trajectory without steps");

    for (int step = 0; step < losses.size(); step++) {
      int from = rows * (step % batches);
      Matrix batchX = x.view(from * x.cols(), rows, x.cols());
      Targets batchLabels = new Targets(Arrays.copyOfRange(labels, from, from + rows), null);
      GradientSum sum = Batches.gradient(network, parameters, batchX, batchLabels);
      double share = batch.group(3).equals("mean") ? 1.0 / rows : 1;
      double loss = sum.loss() * share;
      assertClose(losses.get(step).doubleValue(), loss, TRAJECTORY_TOLERANCE, "loss " + step);
      sum.gradient().scale(share);
      state.advance(1);
      optimizer.step(parameters, sum.gradient(), state, optimizer.learningRate());
    }
    Matrix expected = Golden.flat(Precision.DOUBLE, golden.required("final"));
    assertClose(expected, parameters, TRAJECTORY_TOLERANCE);
  }

  /** A network like {@code 6 -> dense 8 sigmoid -> dense 3, softmax cross-entropy; ...}. */
  private static Network network(String description) {
    MatchResult start = find("^(\\d+) -> .*softmax cross-entropy", description);
    int inputs = Integer.parseInt(start.group(1));
    List<Layer> layers = new ArrayList<>();
    Matcher matcher = Pattern.compile("-> dense (\\d+)(?: (\\w+))?").matcher(description);
    int given = inputs;
    while (matcher.find()) {
      int units = Integer.parseInt(matcher.group(1));
      String name = matcher.group(2) == null ? "linear" : matcher.group(2);
      layers.add(new Dense(given, units, activation(name), Initialization.XAVIER));
      given = units;
    }
    return new Network(Shape.of(inputs), layers, Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private static Activation activation(String name) {
    return Activation.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** An optimizer by the settings of PyTorch's of the same name. */
  private static GradientOptimizer optimizer(String name, JsonNode settings) {
    for (String off : List.of("dampening", "amsgrad", "centered", "lr_decay", "maximize")) {
      assertEquals(0, settings.path(off).asDouble(), off);
    }
    double rate = settings.required("lr").doubleValue();
    double momentum = settings.path("momentum").doubleValue();
    double decay = settings.required("weight_decay").doubleValue();
    double epsilon = settings.path("eps").doubleValue();
    return switch (name) {
      case "sgd", "sgd_momentum", "sgd_nesterov", "sgd_l2" ->
          new Sgd(rate, momentum, settings.required("nesterov").booleanValue(), decay);
      case "adam", "adamw" ->
          new Adam(
              rate,
              settings.required("betas").required(0).doubleValue(),
              settings.required("betas").required(1).doubleValue(),
              epsilon,
              decay,
              settings.required("decoupled_weight_decay").booleanValue());
      case "rmsprop" -> new RmsProp(rate, settings.required("alpha").doubleValue(), epsilon, decay);
      case "adagrad" -> new Adagrad(rate, epsilon, decay);
      default -> throw new AssertionError("no optimizer " + name);
    };
  }

  private static Stream<DynamicTest> inBothPrecisions(String file, Check check) throws Exception {
    return Golden.read(file).cases().stream()
        .flatMap(
            golden ->
                Stream.of(Precision.values())
                    .map(
                        precision ->
                            dynamicTest(
                                precision + " " + name(golden),
                                () -> check.run(golden, precision))));
  }

  /** What a case says of itself, without its numbers. */
  private static String name(JsonNode golden) {
    for (String key : List.of("activation", "optimizer", "kind")) {
      if (golden.has(key)) {
        return golden.get(key).textValue();
      }
    }
    if (golden.has("pad")) {
      return "stride " + golden.get("stride") + ", pad " + golden.get("pad");
    }
    return "loss " + golden.path("loss_sum");
  }

  private static Matrix matrix(JsonNode golden, Precision precision, String key) {
    return Golden.matrix(precision, golden.required(key));
  }

  private static void compare(JsonNode golden, String key, Matrix actual) {
    assertClose(matrix(golden, Precision.DOUBLE, key), actual, tolerance(actual.precision()));
  }

  private static void compare(JsonNode golden, String key, Precision precision, double actual) {
    assertClose(golden.required(key).doubleValue(), actual, tolerance(precision), key);
  }

  private static double tolerance(Precision precision) {
    return precision == Precision.DOUBLE ? 1e-10 : 1e-4;
  }

  private static MatchResult find(String pattern, JsonNode text) {
    return find(pattern, text.textValue());
  }

  private static MatchResult find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), () -> pattern + " is not in " + text);
    return matcher.toMatchResult();
  }
}
