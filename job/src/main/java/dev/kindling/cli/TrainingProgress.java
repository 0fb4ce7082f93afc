package dev.kindling.cli;

import dev.kindling.config.Wording;
import dev.kindling.sums.Aggregation;
import dev.kindling.train.EpochMetrics;
import dev.kindling.train.Trainer;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Prints a line for each epoch and, on a terminal, keeps a progress bar under them. Of more than
 * {@value #LINES} epochs only evenly spaced ones are printed; {@code metrics.jsonl} has them all.
 */
final class TrainingProgress implements Trainer.Listener, AutoCloseable {
  private static final int LINES = 50;
  private static final int WIDEST = 100; // columns of a bar
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final int epochs;
  private final Terminal terminal;
  private final PrintStream screen; // the terminal's
  private ProgressBar bar;

  TrainingProgress(PrintWriter out, int epochs) {
    this(out, epochs, Terminal.HERE, System.err);
  }

  TrainingProgress(PrintWriter out, int epochs, Terminal terminal, PrintStream screen) {
    this.out = out;
    this.epochs = epochs;
    this.terminal = terminal;
    this.screen = screen;
  }

  @Override
  public void steps(int epoch, int done, int ofEpoch) {
    if (!terminal.exists()) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax((long) epochs * ofEpoch)
              .setUnit(" steps", 1)
              .setUpdateIntervalMillis(250)
              .setStyle(style())
              .setConsumer(
                  new DelegatingProgressBarConsumer(
                      this::draw, Math.min(WIDEST, terminal.columns() - 1)))
              .build();
    }
    bar.stepTo((epoch - 1L) * ofEpoch + done);
  }

  private ProgressBarStyle style() {
    if (!terminal.unicode()) {
      return ProgressBarStyle.ASCII;
    }
    return terminal.colours()
        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
        : ProgressBarStyle.UNICODE_BLOCK;
  }

  private synchronized void draw(String rendered) {
    screen.print(CLEAR_LINE + rendered);
    screen.flush();
  }

  @Override
  public synchronized void epoch(EpochMetrics m) {
    int every = (epochs + LINES - 1) / LINES;
    if (m.epoch() % every != 0 && m.epoch() != 1 && m.epoch() != epochs) {
      return;
    }
    clearBar();
    int width = String.valueOf(epochs).length();
    out.printf(
        Locale.ROOT,
        "epoch %" + width + "d/%d  %s%s  %,.0f examples/s%n",
        m.epoch(),
        epochs,
        describe(m.train()),
        m.validation() == null ? "" : "  validation " + describe(m.validation()),
        m.examplesPerSecond());
    out.flush();
  }

  /** {@code loss 0.3064 accuracy 0.8747}. */
  private static String describe(EpochMetrics.Measured measured) {
    StringBuilder text = new StringBuilder("loss " + Wording.number(measured.loss()));
    measured
        .metrics()
        .forEach((name, value) -> text.append("  " + name + " " + Wording.metric(name, value)));
    return text.toString();
  }

  @Override
  public synchronized void warning(String message) {
    clearBar();
    out.println(message);
    out.flush();
  }

  @Override
  public void aggregation(Aggregation chosen, String why) {
    warning("aggregation: " + chosen + " (" + why + ")");
  }

  private void clearBar() {
    if (terminal.exists()) {
      screen.print(CLEAR_LINE);
      screen.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      screen.print(CLEAR_LINE);
      screen.flush();
    }
  }
}
