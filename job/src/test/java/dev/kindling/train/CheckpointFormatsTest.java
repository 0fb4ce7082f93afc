package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kindling.linalg.Matrix;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checkpoints of every format version stay readable: these folders are never written again. The
 * Kindling of each version wrote its own, with {@code checkpoints/run.yaml}.
 */
class CheckpointFormatsTest {
  static final RunConfig CONFIG = Runs.read("job/src/test/resources/checkpoints/run.yaml");

  static final String DATA = "455+114 rows, CRC-32C b4a42846";

  @ParameterizedTest
  @CsvSource({
    "v1, 3,  7, 23, 105.16959421679618, 448, 420, 0.28147044839201646, -0.1296165",
    "v2, 5,  2, 34, 18.507260604709295, 128, 126, 0.17126621962186286, -0.13666326"
  })
  void trainingGoesOnFromWhereItWas(
      String version,
      int epoch,
      int step,
      long optimizerStep,
      double loss,
      long examples,
      long correct,
      double best,
      float lastParameter)
      throws IOException {
    TrainingState state = read(version);
    assertEquals(epoch, state.epoch);
    assertEquals(step, state.step);
    assertEquals(optimizerStep, state.optimizer.step());
    assertEquals(new Totals(loss, examples, correct, examples, examples), state.totals);
    assertEquals(1, state.rateFactor);
    assertEquals(0, state.halvings);
    assertEquals(new Watch.History(best, 0), state.stopping);
    assertEquals(new Watch.History(Double.POSITIVE_INFINITY, 0), state.plateau);
    assertEquals(epoch - 1, state.epochs.size());
    assertEquals(best, state.epochs.get(epoch - 2).validation().loss());
    assertEquals(2, state.optimizer.vectors().size());
    for (Matrix vector : List.of(state.parameters, state.best, state.optimizer.vectors().get(1))) {
      assertEquals(101, vector.size());
    }
    assertEquals(lastParameter, (float) state.parameters.get(100));
  }

  /** With neither a warning nor a difference in configuration and data. */
  private static TrainingState read(String version) throws IOException {
    Path folder =
        new Path(CheckpointFormatsTest.class.getResource("/checkpoints/" + version).toString());
    return new Checkpoints(
            FileSystem.getLocal(new Configuration()).getRawFileSystem(),
            folder,
            CONFIG.training().checkpoint(),
            CONFIG.network(),
            Circumstances.of(CONFIG, DATA))
        .latest(
            warning -> {
              throw new AssertionError(warning);
            });
  }
}
