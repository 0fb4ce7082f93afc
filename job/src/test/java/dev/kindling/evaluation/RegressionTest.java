package dev.kindling.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.kindling.nn.Targets;
import dev.kindling.nn.Workspace;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The metrics beside scikit-learn's; {@code golden/metrics.py} made them. */
class RegressionTest {
  private static final double ROUNDING = 1e-12;

  /** One unit that passes its input on. */
  private final Network identity =
      new Network(
          Shape.of(1),
          List.of(new Dense(1, 1, Activation.LINEAR, Initialization.XAVIER)),
          Loss.MEAN_SQUARED_ERROR);

  private final Matrix parameters = Precision.DOUBLE.vector(2);

  RegressionTest() {
    parameters.set(0, 1);
  }

  private Workspace load(double[] predicted, Targets targets, int from, int to) {
    Workspace workspace = identity.workspace(Precision.DOUBLE);
    Matrix input = workspace.resize(to - from);
    for (int row = 0; row < to - from; row++) {
      input.set(row, predicted[from + row]);
      workspace.targets().copy(row, targets, from + row);
    }
    return workspace;
  }

  /** In parts that end at these places. */
  private Regression evaluate(double[] predicted, double[] actual, int... ends) {
    EvaluationSum sum = EvaluationSum.ofEpoch(identity, 0);
    int from = 0;
    for (int to : ends) {
      EvaluationSum part = EvaluationSum.ofEpoch(identity, 0);
      Workspace batch = load(predicted, new Targets(actual, null), from, to);
      part.add(identity, batch, identity.forward(parameters, batch));
      sum = sum.merge(part);
      from = to;
    }
    return (Regression) sum.evaluation();
  }

  @TestFactory
  Stream<DynamicTest> metricsAreThoseOfScikitLearn() throws Exception {
    return cases().map(one -> DynamicTest.dynamicTest(name(one), () -> check(one)));
  }

  private static Stream<JsonNode> cases() throws Exception {
    return StreamSupport.stream(
        Golden.read("metrics.json").file().required("regression").spliterator(), false);
  }

  private static String name(JsonNode one) {
    return one.get("name").asText();
  }

  private void check(JsonNode expected) {
    double[] predicted = Golden.numbers(expected.get("predicted"));
    double[] actual = Golden.numbers(expected.get("true"));
    int n = actual.length;
    Regression found = evaluate(predicted, actual, 0, n / 3, n / 3, n);
    assertEquals(n, found.examples());
    assertEquals(expected.get("mse").asDouble(), found.meanLoss(), ROUNDING);
    assertEquals(expected.get("rmse").asDouble(), found.rmse(), ROUNDING);
    assertEquals(expected.get("mae").asDouble(), found.mae(), ROUNDING);
    assertEquals(expected.get("r2").isNull(), found.r2().isEmpty());
    found.r2().ifPresent(r2 -> assertEquals(expected.get("r2").asDouble(), r2, 1e-10));
  }

  @TestFactory
  Stream<DynamicTest> theLossOfWeightedExamplesIsThatOfScikitLearn() throws Exception {
    return cases().map(one -> DynamicTest.dynamicTest(name(one), () -> checkWeighted(one)));
  }

  private void checkWeighted(JsonNode expected) {
    double[] predicted = Golden.numbers(expected.get("predicted"));
    Targets targets =
        new Targets(Golden.numbers(expected.get("true")), Golden.numbers(expected.get("weights")));
    GradientSum sum = new GradientSum();
    int n = predicted.length;
    for (int[] part : new int[][] {{0, n / 2}, {n / 2, n}}) {
      identity.addGradient(parameters, load(predicted, targets, part[0], part[1]), sum);
    }
    double mean = sum.loss() / sum.weight();
    assertEquals(expected.get("weighted_mse").asDouble(), mean, ROUNDING * Math.max(1, mean));
  }

  @Test
  void aLargeMeanOfTheTargetsCostsNoPrecision() {
    double[] targets = new double[1000];
    double[] predicted = new double[1000];
    for (int i = 0; i < 1000; i++) {
      targets[i] = 1e9 + i % 2; // variance 1/4
      predicted[i] = 1e9 + 0.5;
    }
    Regression found = evaluate(predicted, targets, 1, 400, 1000);
    assertEquals(250, found.squaredDeviations(), 1e-6);
    assertEquals(0, found.r2().orElseThrow(), 1e-8);
  }

  @Test
  void anEmptyPartChangesNothing() {
    double[] predicted = {1, 2, 4};
    double[] targets = {1, 3, 5};
    assertEquals(evaluate(predicted, targets, 3), evaluate(predicted, targets, 0, 0, 3, 3));
    assertTrue(evaluate(predicted, targets, 0).r2().isEmpty());
  }
}
