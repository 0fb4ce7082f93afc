package dev.kindling.cli;

import dev.kindling.data.formats.DataFormats;
import dev.kindling.tune.TuningConfig;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What shells offer for options whose values are few. */
final class Candidates {
  private Candidates() {}

  /** Formats of tables, which images have not. */
  static final class Tables implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(DataFormats.values())
          .filter(format -> format != DataFormats.IDX)
          .map(DataFormats::toString)
          .iterator();
    }
  }

  /** Formats of models for others. */
  static final class Models implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(ExportCommand.ONNX).iterator();
    }
  }

  /** What trials are compared by. */
  static final class Metrics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return TuningConfig.metricNames().iterator();
    }
  }
}
