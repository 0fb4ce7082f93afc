package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped from outside. */
class SignalIT {
  private static final String TRAIN_UNTIL_STOPPED =
      """
      scripts/kindling train --conf conf/digits.yaml --output "$0" --set training.epochs=1000000 &
      until [ -s "$0/metrics.jsonl" ]; do kill -0 $! || exit 1; sleep 0.2; done
      kill -%s $!
      wait $!
      """;

  @Test
  void aTerminatedRunSaysSoInALineAndLeavesNoModel(@TempDir Path folder) {
    Script.Result result = trainAndSend("TERM", folder.resolve("run"));
    assertEquals(143, result.exitCode(), result.err());
    assertTrue(result.err().contains("kindling: stopped by a signal before it was done"));
    assertFalse(result.err().contains("unexpected failure"), result.err());
    assertUnfinished(folder.resolve("run"));
  }

  @Test
  void aKilledRunLeavesNothingThatLooksWhole(@TempDir Path folder) {
    Script.Result result = trainAndSend("KILL", folder.resolve("run"));
    assertEquals(137, result.exitCode(), result.err());
    assertUnfinished(folder.resolve("run"));
  }

  private static Script.Result trainAndSend(String signal, Path output) {
    return Script.run("bash", "-c", TRAIN_UNTIL_STOPPED.formatted(signal), output.toString());
  }

  private static void assertUnfinished(Path output) {
    assertTrue(Files.exists(output.resolve("metrics.jsonl")));
    assertFalse(Files.exists(output.resolve("model")));
    assertFalse(Files.exists(output.resolve("summary.json")));
  }
}
