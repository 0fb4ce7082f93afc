package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSummaryTest {

  @ParameterizedTest
  @CsvSource({"1, 1 epoch", "20, 20 epochs", "1234, '1,234 epochs'"})
  void itSaysHowManyEpochsThereWere(int epochs, String told) {
    assertEquals(
        "trained " + told + " in 7.6 s: training accuracy 0.9777 (loss 0.0733)",
        TrainingSummary.line(
            Map.of(
                "epochs", epochs, "seconds", 7.6, "train_accuracy", 0.9777, "train_loss", 0.0733)));
  }
}
