package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EvaluationTest {
  // True classes 0 0 0 0 1 1 1 1 1 2, predicted 0 0 0 1 1 1 0 0 1 0.
  private final Evaluation evaluation =
      new Evaluation(5, new long[][] {{3, 1, 0}, {2, 3, 0}, {1, 0, 0}});

  @Test
  void accuracyAndMeanLossAreOverAllExamples() {
    assertEquals(10, evaluation.examples());
    assertEquals(0.6, evaluation.accuracy(), 1e-15);
    assertEquals(0.5, evaluation.meanLoss(), 1e-15);
  }

  @Test
  void precisionRecallAndF1AreOfOneClass() {
    assertEquals(3.0 / 6, evaluation.precision(0), 1e-15);
    assertEquals(3.0 / 4, evaluation.recall(0), 1e-15);
    assertEquals(0.6, evaluation.f1(0), 1e-15); // 2 * 0.5 * 0.75 / 1.25
  }

  @Test
  void aClassThatIsNeverPredictedHasZeros() {
    assertEquals(0, evaluation.precision(2));
    assertEquals(0, evaluation.recall(2));
    assertEquals(0, evaluation.f1(2));
    assertEquals(1, evaluation.support(2));
  }
}
