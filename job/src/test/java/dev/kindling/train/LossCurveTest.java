package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LossCurveTest {

  /** A test whose loss follows from the rate. */
  private static LossCurve curve(DoubleUnaryOperator loss) {
    LossCurve curve = new LossCurve();
    while (!curve.ended()) {
      curve.add(loss.applyAsDouble(curve.nextRate()));
    }
    return curve;
  }

  @Test
  void theRateRisesByTheSameFactorFromStepToStep() {
    LossCurve curve = curve(rate -> 2.3);
    assertEquals(120, curve.points().size());
    assertEquals(1e-7, curve.points().get(0).rate());
    assertEquals(10, curve.points().get(119).rate(), 1e-12);
    double factor = Math.pow(1e8, 1 / 119.0);
    for (int step = 1; step < 120; step++) {
      double before = curve.points().get(step - 1).rate();
      assertEquals(factor, curve.points().get(step).rate() / before, 1e-12);
    }
  }

  @Test
  void aSmoothedConstantIsTheConstant() {
    curve(rate -> 2.3).points().forEach(point -> assertEquals(2.3, point.smoothed(), 1e-12));
  }

  @Test
  void aLossWeighsNineTenthsOfTheNext() {
    LossCurve curve = new LossCurve();
    curve.add(4);
    curve.add(2);
    curve.add(1);
    assertEquals(
        (0.81 * 4 + 0.9 * 2 + 1) / (0.81 + 0.9 + 1), curve.points().get(2).smoothed(), 1e-12);
  }

  @Test
  void theTestEndsWhenTheSmoothedLossIsFourTimesItsLowest() {
    LossCurve curve = curve(rate -> rate < 0.01 ? 1 : 100 * rate);
    assertTrue(curve.points().size() < 120);
    int last = curve.points().size() - 1;
    assertTrue(curve.points().get(last).smoothed() > 4);
    assertFalse(curve.points().get(last - 1).smoothed() > 4);
  }

  /** Falls between 0.01 and 0.1, after losses that jump while few are smoothed. */
  @Test
  void theRateIsSuggestedAtWhichTheSmoothedLossFallsFastest() {
    LossCurve curve =
        curve(
            rate ->
                rate < 1.2e-7
                    ? 9
                    : rate < 0.01 ? 2.3 : rate < 0.1 ? 2.3 + 2 * Math.log10(0.01 / rate) : 0.3);
    assertTrue(curve.hasSuggestion());
    double suggestion = curve.suggestion();
    assertTrue(suggestion > 0.01 && suggestion < 0.15, "" + suggestion);
  }

  @Test
  void aLossThatOnlyRisesSuggestsNothing() {
    assertFalse(curve(rate -> 1 + rate).hasSuggestion());
    assertFalse(new LossCurve().hasSuggestion());
  }
}
