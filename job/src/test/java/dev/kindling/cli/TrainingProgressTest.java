package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.train.EpochMetrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingProgressTest {
  private static final String ESCAPES = "\033\\[[\\d;]*[A-Za-z]";

  /** All that a bar draws in a terminal, as it is sent. */
  private static String drawn(Terminal terminal) {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintWriter lines = new PrintWriter(new ByteArrayOutputStream());
    try (TrainingProgress progress =
        new TrainingProgress(
            lines, 2, terminal, new PrintStream(screen, true, StandardCharsets.UTF_8))) {
      progress.steps(1, 500, 1000);
    }
    return screen.toString(StandardCharsets.UTF_8);
  }

  private static List<String> bars(String drawn) {
    return Stream.of(drawn.split("\r")).map(bar -> bar.replaceAll(ESCAPES, "")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 300})
  void aBarFitsIntoItsLine(int columns) {
    List<String> bars = bars(drawn(new Terminal(columns, true, true)));
    assertTrue(bars.stream().anyMatch(bar -> bar.startsWith("training")), bars::toString);
    for (String bar : bars) {
      assertTrue(bar.length() < columns && bar.length() <= 100, bar);
    }
  }

  @Test
  void lossesAndErrorsOfAnySizeAreReadable() {
    StringWriter lines = new StringWriter();
    EpochMetrics.Measured train = new EpochMetrics.Measured(2.5e8, Map.of("accuracy", 0.0004));
    EpochMetrics.Measured validation = new EpochMetrics.Measured(3e-17, Map.of("rmse", 5.5e-9));
    try (TrainingProgress progress = new TrainingProgress(new PrintWriter(lines), 1)) {
      progress.epoch(new EpochMetrics(1, 10, 0.1, train, validation, 100, 2));
    }
    assertEquals(
        "epoch 1/1  loss 250,000,000  accuracy 0.0004  validation loss 3.0000e-17  rmse 5.5000e-09"
            + "  50 examples/s%n".formatted(),
        lines.toString());
  }

  @Test
  void withoutATerminalThereIsNone() {
    assertEquals("", drawn(new Terminal(0, true, true)));
  }

  @Test
  void itHasNoColoursForThoseWhoWantNone() {
    assertTrue(drawn(new Terminal(80, true, true)).contains("\033[33m"));
    assertFalse(drawn(new Terminal(80, false, true)).matches("(?s).*\033\\[\\d*m.*"));
  }

  @Test
  void itIsOfAsciiWhereTheTerminalHasNothingElse() {
    String ascii = drawn(new Terminal(80, true, false));
    assertTrue(ascii.chars().allMatch(c -> c < 128), ascii);
    assertTrue(ascii.contains("="), ascii);
  }

  @Test
  void aTerminalIsWhatTheEnvironmentSays() {
    assertEquals(new Terminal(80, true, true), Terminal.of(80, Map.of("NO_COLOR", ""), "UTF-8"));
    assertEquals(
        new Terminal(80, false, false), Terminal.of(80, Map.of("NO_COLOR", "1"), "US-ASCII"));
    assertFalse(Terminal.of(0, Map.of(), "UTF-8").exists());
  }
}
