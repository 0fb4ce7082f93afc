package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --find-learning-rate} from end to end. */
@ExtendWith(Commands.Extension.class)
class LearningRateIT {
  private static final String DIGITS = "../conf/digits.yaml"; // Maven runs the tests in job/

  @TempDir Path folder;

  @Test
  void aRateIsSuggestedAndNothingIsTrained(Commands commands) throws IOException {
    Path output = folder.resolve("out");
    Commands.Outcome outcome =
        commands
            .run("train", "--conf", DIGITS, "--find-learning-rate", "--output", output.toString())
            .done();
    List<String> lines = outcome.out().lines().toList();
    assertTrue(
        lines
            .get(lines.size() - 2)
            .matches("suggested learning rate: [\\d.]+, where the smoothed loss falls fastest"),
        outcome.out());
    assertEquals("output: " + output, lines.get(lines.size() - 1));

    JsonNode found = new ObjectMapper().readTree(output.resolve("learning-rate.json").toFile());
    double suggestion = found.get("suggestion").doubleValue();
    assertTrue(suggestion > 0.005 && suggestion < 0.5, "" + suggestion);
    JsonNode steps = found.get("steps");
    assertTrue(steps.size() < 120, "it went on after the loss diverged");
    assertEquals(1e-7, steps.get(0).get("learning_rate").doubleValue());
    assertEquals(800, ImageIO.read(output.resolve("learning-rate.png").toFile()).getWidth());
    assertFalse(Files.exists(output.resolve("model")));
    assertFalse(Files.exists(output.resolve("summary.json")));
  }

  @Test
  void whatHasNoLearningRateIsRefused(Commands commands) {
    commands
        .run("train", "--conf", "../conf/digits-lbfgs.yaml", "--find-learning-rate")
        .failed(
            2,
            "--find-learning-rate does not go with lbfgs (training.optimizer), which has no"
                + " learning rate: its line search finds each step");
  }
}
