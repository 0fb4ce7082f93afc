package dev.kindling.cli;

import dev.kindling.sums.Aggregation;
import dev.kindling.train.EpochMetrics;
import dev.kindling.train.Trainer;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Prints a line for each epoch and, on a terminal, keeps a progress bar under them. Of more than
 * {@value #LINES} epochs only evenly spaced ones are printed; {@code metrics.jsonl} has them all.
 */
final class TrainingProgress implements Trainer.Listener, AutoCloseable {
  private static final int LINES = 50;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final int epochs;
  private ProgressBar bar;

  TrainingProgress(PrintWriter out, int epochs) {
    this.out = out;
    this.epochs = epochs;
  }

  @Override
  public void steps(int epoch, int done, int ofEpoch) {
    if (!Kindling.TERMINAL) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax((long) epochs * ofEpoch)
              .setUnit(" steps", 1)
              .setUpdateIntervalMillis(250)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, 100))
              .build();
    }
    bar.stepTo((epoch - 1L) * ofEpoch + done);
  }

  private synchronized void draw(String rendered) {
    System.err.print(CLEAR_LINE + rendered);
    System.err.flush();
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
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "loss %.4f", measured.loss()));
    measured
        .metrics()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
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
    if (Kindling.TERMINAL) {
      System.err.print(CLEAR_LINE);
      System.err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      System.err.print(CLEAR_LINE);
      System.err.flush();
    }
  }
}
