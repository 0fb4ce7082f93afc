package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
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

  @Test
  void lossesOfAnySizeAreReadable() {
    assertEquals(
        "trained 3 epochs in 7.6 s: training loss 254,464,995 (R2 -1.2000e+50), validation loss"
            + " 3.7123e-17 (R2 0.0004)",
        TrainingSummary.line(
            Map.of(
                "epochs", 3,
                "seconds", 7.6,
                "train_loss", 254464995.2,
                "train_r2", -1.2e50,
                "validation_loss", 3.71234e-17,
                "validation_r2", 0.0004)));
  }
}
