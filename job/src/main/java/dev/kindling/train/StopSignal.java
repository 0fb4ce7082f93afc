package dev.kindling.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Catches SIGTERM, SIGINT and SIGHUP while it is open, so that training can stop between two
 * rounds. The JVM would stop at once otherwise. Schedulers do not wait long, but a round may, and a
 * file system may try again and again: a round that a signal comes into is cut short after {@link
 * #ROUND}, and what is written when one has come is given up after {@link #WRITING}.
 */
final class StopSignal implements AutoCloseable {
  static final Duration ROUND = Duration.ofSeconds(1);

  /** With the round before it and the end of the process after it, ten seconds. */
  static final Duration WRITING = Duration.ofSeconds(8);

  private static final long LOOK_MILLIS = 100;

  private static final List<Signal> SIGNALS =
      Stream.of("TERM", "INT", "HUP").map(Signal::new).toList(); // under nohup, no HUP comes

  private final List<SignalHandler> before = new ArrayList<>();
  private final Runnable cutShort;
  private final Consumer<String> giveUp;
  private volatile String caught;
  private volatile boolean closed;
  private volatile Long writing; // since when, in nanoseconds; null for nothing

  /**
   * Both are called on a thread of their own, as the one that trains does not come back.
   *
   * @param cutShort ends the jobs of a round; called until something is written, as between two of
   *     them there is nothing to end
   * @param giveUp ends the process, given the signal's name
   */
  StopSignal(Runnable cutShort, Consumer<String> giveUp) {
    this.cutShort = cutShort;
    this.giveUp = giveUp;
    for (Signal signal : SIGNALS) {
      before.add(Signal.handle(signal, this::caught));
    }
  }

  private void caught(Signal signal) {
    if (caught != null) {
      System.exit(128 + signal.getNumber()); // asked twice: at once, then
    }
    caught = "SIG" + signal.getName();
    Thread watch = new Thread(this::watch, "stop-signal");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    long since = System.nanoTime();
    try {
      while (!closed) {
        Thread.sleep(LOOK_MILLIS);
        Long began = writing;
        long waited = System.nanoTime() - Math.max(began == null ? since : began, since);
        if (began == null && waited > ROUND.toNanos()) {
          cutShort.run();
        } else if (began != null && waited > WRITING.toNanos()) {
          giveUp.accept(caught);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The name of a signal that came, or null. */
  String caught() {
    return caught;
  }

  /** Does what may take long where a file system does. */
  void whileWriting(Runnable write) {
    writing = System.nanoTime();
    try {
      write.run();
    } finally {
      writing = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < SIGNALS.size(); i++) {
      Signal.handle(SIGNALS.get(i), before.get(i));
    }
  }
}
