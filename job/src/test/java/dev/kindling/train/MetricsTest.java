package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Golden;
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

  /** In two parts, by a network whose outputs are its inputs: the logarithms of the case's. */
  private static Evaluation evaluate(JsonNode golden) {
    JsonNode probabilities = golden.get("probabilities");
    int classes = probabilities.get(0).size();
    Network identity =
        new Network(
            Shape.of(classes),
            List.of(new Dense(classes, classes, Activation.LINEAR, Initialization.XAVIER)),
            Loss.SOFTMAX_CROSS_ENTROPY);
    Matrix parameters = Precision.DOUBLE.vector(identity.parameterCount());
    for (int k = 0; k < classes; k++) {
      parameters.set(k * classes + k, 1);
    }
    int half = probabilities.size() / 2;
    EvaluationSum sum = EvaluationSum.ofEverything(classes);
    for (int[] part : new int[][] {{0, half}, {half, probabilities.size()}}) {
      Workspace workspace = identity.workspace(Precision.DOUBLE);
      Matrix input = workspace.resize(part[1] - part[0]);
      for (int row = 0; row < part[1] - part[0]; row++) {
        for (int k = 0; k < classes; k++) {
          double p = probabilities.get(part[0] + row).get(k).asDouble();
          input.set(row * classes + k, Math.log(p));
        }
        workspace.labels()[row] = golden.get("true").get(part[0] + row).asInt();
      }
      EvaluationSum other = EvaluationSum.ofEverything(classes);
      other.add(identity, parameters, workspace);
      sum = sum.merge(other);
    }
    return sum.evaluation();
  }
}
