package dev.kindling.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Expected values by hand, and the same as scikit-learn's with {@code zero_division=0}. */
class ClassificationTest {
  private static final double EXACT = 1e-15;

  /** Class 2 is never predicted, class 3 never occurs. */
  private final Classification evaluation =
      new Classification(
          6,
          new long[][] {{5, 1, 0, 0}, {2, 3, 0, 0}, {1, 0, 0, 1}, {0, 0, 0, 0}},
          OptionalDouble.empty());

  @Test
  void accuracyAndLossAreMeansOverTheExamples() {
    assertEquals(13, evaluation.examples());
    assertEquals(8.0 / 13, evaluation.accuracy(), EXACT);
    assertEquals(6.0 / 13, evaluation.meanLoss(), EXACT);
  }

  @Test
  void eachClassHasItsSupportPrecisionRecallAndF1() {
    assertClass(0, 6, 5.0 / 8, 5.0 / 6, 10.0 / 14);
    assertClass(1, 5, 3.0 / 4, 3.0 / 5, 6.0 / 9);
  }

  @Test
  void whatWouldBeADivisionByZeroIsZero() {
    assertClass(2, 2, 0, 0, 0);
    assertClass(3, 0, 0, 0, 0);
  }

  /** F1 is also {@code 2 TP / (2 TP + FP + FN)}. */
  private void assertClass(int of, long support, double precision, double recall, double f1) {
    Classification.Scores scores = evaluation.of(of);
    assertEquals(support, scores.support());
    assertEquals(precision, scores.precision(), EXACT);
    assertEquals(recall, scores.recall(), EXACT);
    assertEquals(f1, scores.f1(), EXACT);
  }
}
