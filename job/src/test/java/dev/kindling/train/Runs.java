package dev.kindling.train;

import dev.kindling.config.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations for tests. */
final class Runs {
  static final Trainer.Listener SILENT =
      new Trainer.Listener() {
        @Override
        public void steps(int epoch, int done, int ofEpoch) {}

        @Override
        public void epoch(EpochMetrics metrics) {}
      };

  private Runs() {}

  /** A shipped configuration with some keys changed. */
  static RunConfig read(String file, String... assignments) {
    try {
      // Maven runs the tests in job/.
      Section root = Section.parse(file, Files.readString(Path.of("..", file)));
      for (String assignment : assignments) {
        root = root.with(assignment);
      }
      return RunConfig.read(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
