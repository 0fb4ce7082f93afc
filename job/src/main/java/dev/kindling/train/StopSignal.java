package dev.kindling.train;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Catches SIGTERM and SIGINT while it is open, so that training can stop between two steps. The JVM
 * would stop at once otherwise.
 */
final class StopSignal implements AutoCloseable {
  private final List<Signal> signals = List.of(new Signal("TERM"), new Signal("INT"));
  private final List<SignalHandler> before = new ArrayList<>();
  private volatile String caught;

  StopSignal() {
    for (Signal signal : signals) {
      before.add(Signal.handle(signal, this::caught));
    }
  }

  private void caught(Signal signal) {
    if (caught != null) {
      System.exit(128 + signal.getNumber()); // asked twice: at once, then
    }
    caught = "SIG" + signal.getName();
  }

  /** The name of a signal that came, or null. */
  String caught() {
    return caught;
  }

  @Override
  public void close() {
    for (int i = 0; i < signals.size(); i++) {
      Signal.handle(signals.get(i), before.get(i));
    }
  }
}
