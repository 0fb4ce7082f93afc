package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChanceLevelTest {
  private static final ChanceLevel TEN = new ChanceLevel(Math.log(10), "guessing, ln K", 0.12);

  private static EpochMetrics epoch(int epoch, double loss, double accuracy) {
    var train = new EpochMetrics.Measured(loss, Map.of("accuracy", accuracy));
    return new EpochMetrics(epoch, 1, 0.1, train, null, 100, 1);
  }

  @Test
  void aLossThatGuessingWouldReachIsRemarkedOn() {
    assertEquals(
        "the network has learned nothing in 5 epochs: its training loss of 2.3026 is not below that"
            + " of guessing, ln K (2.3026); try another learning rate (training.optimizer) or"
            + " scaling (data.features), and look at the labels",
        TEN.remark(epoch(5, Math.log(10), 0.5)));
  }

  @Test
  void anAccuracyThatTheMostFrequentClassWouldReachIsRemarkedOn() {
    assertEquals(
        "the network has learned nothing in 7 epochs: its training accuracy of 0.1200 is not above"
            + " the share of the most frequent class (0.1200); try another learning rate"
            + " (training.optimizer) or scaling (data.features), and look at the labels",
        TEN.remark(epoch(7, 2.2, 0.12)));
  }

  @Test
  void ofNumbersItIsTheLossOfTheirMean() {
    ChanceLevel numbers = new ChanceLevel(1.6e9, "always predicting the mean", Double.NaN);
    assertEquals(
        "the network has learned nothing in 5 epochs: its training loss of 1,650,000,000 is not"
            + " below that of always predicting the mean (1,600,000,000); try another learning rate"
            + " (training.optimizer) or scaling (data.features), and look at the labels",
        numbers.remark(numbers(1.65e9)));
    assertNull(numbers.remark(numbers(1.5e9)));
  }

  private static EpochMetrics numbers(double loss) {
    var train = new EpochMetrics.Measured(loss, Map.of());
    return new EpochMetrics(5, 1, 0.1, train, null, 100, 1);
  }

  @Test
  void whatIsBetterOrEarlyIsNot() {
    assertNull(TEN.remark(epoch(5, 2.2, 0.13)));
    assertNull(TEN.remark(epoch(4, 9, 0)));
  }
}
