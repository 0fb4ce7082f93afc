package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

  /** Kills a command when so many checkpoints are newer than its start, counted with those gone. */
  private static final String KILL_AFTER_CHECKPOINTS =
      """
      seen=""
      [ -d "${@: -2:1}/checkpoints" ] && seen=$(ls "${@: -2:1}/checkpoints")
      "$@" &
      left=$(( $0 * 8 ))
      while kill -0 $! 2>/dev/null; do
        now=$(ls "${@: -2:1}/checkpoints" 2>/dev/null)
        [ "$now" != "$seen" ] && left=$((left - 1)) && seen=$now
        [ $left -le 0 ] && kill -KILL $!
        sleep 0.02
      done
      wait $!
      """;

  @Test
  void aTerminatedRunSavesACheckpointAndSaysHowToGoOn(@TempDir Path folder) {
    Script.Result result = trainAndSend("TERM", folder.resolve("run"));
    assertEquals(75, result.exitCode(), result.err());
    assertTrue(
        result
            .err()
            .matches(
                "(?s).*kindling: stopped by SIGTERM in epoch \\d+ after step \\d+; "
                    + folder
                    + "/run/checkpoints/step-\\d{12} has it all: run again with --resume\n"),
        result.err());
    assertUnfinished(folder.resolve("run"));
  }

  /** Killed again and again, each time a little later, until it gets through. */
  @Test
  void aRunThatIsKilledAndResumedEndsInTheSameBytes(@TempDir Path folder) throws IOException {
    String[] train = {
      "scripts/kindling",
      "train",
      "--conf",
      "conf/digits.yaml",
      "--set",
      "training.epochs=12",
      "--set",
      "training.checkpoint={every_steps: 3}",
      "--output"
    };
    Path straight = folder.resolve("straight");
    Script.Result whole = Script.run(with(train, straight.toString()));
    assertEquals(0, whole.exitCode(), whole.err());
    Path killed = folder.resolve("killed");
    int kills = 0;
    for (int moment = 1; ; moment++) {
      Script.Result result =
          Script.run(
              with(
                  new String[] {"bash", "-c", KILL_AFTER_CHECKPOINTS, "" + moment},
                  with(train, killed.toString(), "--resume")));
      if (result.exitCode() == 0) {
        assertTrue(result.out().contains("resumed in epoch "), result.out());
        break;
      }
      assertEquals(137, result.exitCode(), result.err());
      assertFalse(Files.exists(killed.resolve("summary.json")));
      kills++;
    }
    assertTrue(kills >= 2, kills + " kills");
    for (String file : List.of("model/model.json", "model/weights.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(straight.resolve(file)),
          Files.readAllBytes(killed.resolve(file)),
          file);
    }
    assertEquals(12, Files.readAllLines(killed.resolve("metrics.jsonl")).size());
    assertFalse(Files.exists(killed.resolve("checkpoints")));
  }

  private static String[] with(String[] some, String... others) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(others)).toArray(String[]::new);
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
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
  }
}
