package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.evaluation.Classification;
import dev.kindling.evaluation.EvaluationSum;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Golden;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Initialization;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Workspace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The metrics beside scikit-learn's; {@code golden/metrics.py} made them. */
class MetricsTest {
  private static final double ROUNDING = 1e-12;

  @TestFactory
  Stream<DynamicTest> metricsAreThoseOfScikitLearn() throws Exception {
    return Golden.read("metrics.json").cases().stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(expected.get("name").asText(), () -> check(expected)));
  }

  private static void check(JsonNode expected) {
    networks(expected).forEach(network -> check(expected, evaluate(network, expected)));
  }

  private static void check(JsonNode expected, Classification found) {
    assertEquals(
        expected.get("confusion_matrix").toString(),
        new ObjectMapper().valueToTree(found.confusion()).toString());
    assertEquals(expected.get("accuracy").asDouble(), found.accuracy(), ROUNDING);
    assertEquals(expected.get("balanced_accuracy").asDouble(), found.balancedAccuracy(), ROUNDING);
    assertEquals(expected.get("log_loss").asDouble(), found.meanLoss(), ROUNDING);
    assertEquals(expected.get("auc").isNull(), found.auc().isEmpty());
    found.auc().ifPresent(auc -> assertEquals(expected.get("auc").asDouble(), auc, ROUNDING));
    assertScores(expected.get("macro_average"), found.macroAverage());
    assertScores(expected.get("weighted_average"), found.weightedAverage());
    JsonNode classes = expected.get("classes");
    for (int k = 0; k < found.confusion().length; k++) {
      assertEquals(classes.get("precision").get(k).asDouble(), found.of(k).precision(), ROUNDING);
      assertEquals(classes.get("recall").get(k).asDouble(), found.of(k).recall(), ROUNDING);
      assertEquals(classes.get("f1").get(k).asDouble(), found.of(k).f1(), ROUNDING);
    }
  }

  private static void assertScores(JsonNode expected, Classification.Scores found) {
    assertEquals(expected.get("precision").asDouble(), found.precision(), ROUNDING);
    assertEquals(expected.get("recall").asDouble(), found.recall(), ROUNDING);
    assertEquals(expected.get("f1").asDouble(), found.f1(), ROUNDING);
  }

  @TestFactory
  Stream<DynamicTest> balancedWeightsAndTheLossUnderThemAreThoseOfScikitLearn() throws Exception {
    return Golden.read("metrics.json").cases().stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(
                    expected.get("name").asText(), () -> checkBalanced(expected)));
  }

  private static void checkBalanced(JsonNode expected) {
    int classes = expected.get("confusion_matrix").size();
    int examples = expected.get("true").size();
    long[] counts = new long[classes];
    expected.get("true").forEach(label -> counts[label.asInt()]++);
    double[] weights = ClassWeights.balanced(counts);
    for (int k = 0; k < classes; k++) {
      assertEquals(expected.get("balanced_weights").get(k).asDouble(), weights[k], ROUNDING);
    }
    for (Network network : networks(expected)) {
      Network weighted = network.minimising(weights, 0);
      GradientSum sum = new GradientSum();
      weighted.addGradient(parameters(weighted), load(weighted, expected, 0, examples), sum);
      double mean = sum.loss() / sum.weight();
      assertEquals(expected.get("balanced_log_loss").asDouble(), mean, ROUNDING);
    }
  }

  /** In two parts. */
  private static Classification evaluate(Network network, JsonNode golden) {
    int examples = golden.get("true").size();
    EvaluationSum sum = EvaluationSum.ofEverything(network);
    for (int[] part : new int[][] {{0, examples / 2}, {examples / 2, examples}}) {
      EvaluationSum other = EvaluationSum.ofEverything(network);
      Workspace batch = load(network, golden, part[0], part[1]);
      other.add(network, batch, network.forward(parameters(network), batch));
      sum = sum.merge(other);
    }
    return (Classification) sum.evaluation();
  }

  /** Networks whose outputs are their inputs: of two classes, also one with a single output. */
  private static List<Network> networks(JsonNode golden) {
    int classes = golden.get("confusion_matrix").size();
    Network softmax = identity(classes, Loss.SOFTMAX_CROSS_ENTROPY);
    return classes == 2
        ? List.of(softmax, identity(1, Loss.BINARY_CROSS_ENTROPY))
        : List.of(softmax);
  }

  private static Network identity(int outputs, Loss loss) {
    return new Network(
        Shape.of(outputs),
        List.of(new Dense(outputs, outputs, Activation.LINEAR, Initialization.XAVIER)),
        loss);
  }

  private static Matrix parameters(Network identity) {
    Matrix parameters = Precision.DOUBLE.vector(identity.parameterCount());
    for (int k = 0; k < identity.outputs(); k++) {
      parameters.set(k * identity.outputs() + k, 1);
    }
    return parameters;
  }

  /**
   * The logarithms of a case's probabilities, which have them as their softmax, or the log-odds of
   * the second class.
   */
  private static Workspace load(Network network, JsonNode golden, int from, int to) {
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix input = workspace.resize(to - from); // [rows x K]
    for (int row = 0; row < to - from; row++) {
      double[] p = Golden.numbers(golden.get("probabilities").get(from + row));
      for (int k = 0; k < input.cols(); k++) {
        double logit = input.cols() == 1 ? Math.log(p[1]) - Math.log(p[0]) : Math.log(p[k]);
        input.set(row * input.cols() + k, logit);
      }
      workspace.targets().values()[row] = golden.get("true").get(from + row).asInt();
    }
    return workspace;
  }
}
