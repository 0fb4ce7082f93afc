package dev.kindling.train;

import java.util.function.Consumer;

/** Passes the warnings of a training on, and nothing else of it. */
record Warnings(Consumer<String> to) implements Trainer.Listener {

  @Override
  public void steps(int epoch, int done, int ofEpoch) {}

  @Override
  public void epoch(EpochMetrics metrics) {}

  @Override
  public void warning(String message) {
    to.accept(message);
  }
}
