package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    Evaluation found = evaluate(expected);
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

  private static void assertScores(JsonNode expected, Evaluation.Scores found) {
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
    Network weighted = identity(classes).minimising(weights, 0);
    GradientSum sum = new GradientSum();
    weighted.addGradient(parameters(weighted), load(weighted, expected, 0, examples), sum);
    assertEquals(expected.get("balanced_log_loss").asDouble(), sum.loss() / sum.weight(), ROUNDING);
  }

  /** In two parts. */
  private static Evaluation evaluate(JsonNode golden) {
    Network network = identity(golden.get("confusion_matrix").size());
    int examples = golden.get("true").size();
    EvaluationSum sum = EvaluationSum.ofEverything(network.outputs());
    for (int[] part : new int[][] {{0, examples / 2}, {examples / 2, examples}}) {
      EvaluationSum other = EvaluationSum.ofEverything(network.outputs());
      other.add(network, parameters(network), load(network, golden, part[0], part[1]));
      sum = sum.merge(other);
    }
    return sum.evaluation();
  }

  /** A network whose outputs are its inputs. */
  private static Network identity(int classes) {
    return new Network(
        Shape.of(classes),
        List.of(new Dense(classes, classes, Activation.LINEAR, Initialization.XAVIER)),
        Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private static Matrix parameters(Network identity) {
    Matrix parameters = Precision.DOUBLE.vector(identity.parameterCount());
    for (int k = 0; k < identity.outputs(); k++) {
      parameters.set(k * identity.outputs() + k, 1);
    }
    return parameters;
  }

  /** The logarithms of a case's probabilities, which have them as their softmax. */
  private static Workspace load(Network network, JsonNode golden, int from, int to) {
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix input = workspace.resize(to - from); // [rows x K]
    for (int row = 0; row < to - from; row++) {
      for (int k = 0; k < input.cols(); k++) {
        double p = golden.get("probabilities").get(from + row).get(k).asDouble();
        input.set(row * input.cols() + k, Math.log(p));
      }
      workspace.targets().values()[row] = golden.get("true").get(from + row).asInt();
    }
    return workspace;
  }
}
