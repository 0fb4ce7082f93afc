package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.sums.TimeSplit;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are stopped after every round, the last included, and go on from the checkpoint. */
@ExtendWith(SparkExtension.class)
class ResumeIT {
  @TempDir Path folder;

  @Test
  void lbfgsGoesOnAsIfItHadNotStopped(JavaSparkContext spark) throws IOException {
    RunConfig config =
        Runs.read(
            "conf/digits-lbfgs.yaml",
            "training.optimizer={lbfgs: {history: 3, gradient_tolerance: 0.15}}",
            "training.checkpoint={every_steps: 1, every_minutes: 0}");
    TrainingState straight = train(spark, config, start(config), (now, steps) -> {});
    assertNotNull(straight.optimizerEnded);
    assertTrue(straight.optimizer.step() > 4, "more steps than the history holds");
    assertSame(straight, resumed(spark, config));
  }

  @Test
  void localStepsWithAnOuterOptimizerGoOnAsIfTheyHadNotStopped(JavaSparkContext spark)
      throws IOException {
    RunConfig config =
        Runs.read(
            "conf/digits.yaml",
            "training.epochs=1",
            "training.local_steps=8",
            "training.outer_optimizer={}",
            "training.checkpoint={every_steps: 1, every_minutes: 0}");
    TrainingState straight = train(spark, config, start(config), (now, steps) -> {});
    assertEquals(2, straight.optimizer.vectors().size());
    assertSame(straight, resumed(spark, config));
  }

  /** As a signal does that comes into a round, or into the validation at the end of an epoch. */
  @ParameterizedTest
  @CsvSource({
    "conf/digits.yaml, training.seed=1",
    "conf/digits.yaml, training.local_steps=9",
    "conf/digits-lbfgs.yaml, training.seed=1"
  })
  void aRoundThatIsCancelledHasNotBeen(String file, String setting, JavaSparkContext spark) {
    RunConfig config = Runs.read(file, "training.epochs=12", setting);
    TrainingState straight = train(spark, config, start(config), (now, steps) -> {});
    TrainingState state = start(config);
    int cancelled = 0;
    while (!state.ended(config.training())) {
      try (Cancelling often = new Cancelling(spark, cancelled < 20)) {
        train(spark, config, state, (now, steps) -> {});
      } catch (Exception e) {
        assertInstanceOf(SparkException.class, e);
        cancelled++;
      }
    }
    assertEquals(20, cancelled);
    assertSame(straight, state);
  }

  /** Cancels Spark's jobs after a moment, again and again. */
  private record Cancelling(Thread thread) implements AutoCloseable {
    private static final Random MOMENTS = new Random();

    Cancelling(JavaSparkContext spark, boolean at) {
      this(
          new Thread(
              () -> {
                try {
                  while (at) {
                    Thread.sleep(MOMENTS.nextInt(20));
                    spark.sc().cancelAllJobs();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
      thread.start();
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void theDataOfOldCheckpointsIsRecognised(JavaSparkContext spark) {
    Dataset data = CheckpointFormatsTest.CONFIG.load(spark);
    assertEquals(CheckpointFormatsTest.DATA, data.fingerprint());
    data.close();
  }

  private static TrainingState train(
      JavaSparkContext spark, RunConfig config, TrainingState state, Trainer.AfterRound after) {
    Dataset data = config.load(spark);
    Trainer.train(
        spark,
        config.network(),
        config.training(),
        data,
        state,
        new TimeSplit(),
        after,
        Runs.SILENT);
    data.close();
    return state;
  }

  private TrainingState resumed(JavaSparkContext spark, RunConfig config) throws IOException {
    TrainingState state = start(config);
    while (true) {
      Checkpoints checkpoints = checkpoints(config);
      try {
        return train(
            spark,
            config,
            state,
            (now, steps) -> {
              checkpoints.saveWhenDue(now, steps);
              throw new StoppedException("after each round");
            });
      } catch (StoppedException e) {
        state = checkpoints(config).latest(damaged -> {});
      }
    }
  }

  private static TrainingState start(RunConfig config) {
    Matrix initial = config.network().initialize(Precision.FLOAT, config.training().seed());
    return TrainingState.start(initial, config.training());
  }

  private Checkpoints checkpoints(RunConfig config) throws IOException {
    return new Checkpoints(
        FileSystem.getLocal(new Configuration()).getRawFileSystem(),
        new org.apache.hadoop.fs.Path(folder.toString()),
        config.training().checkpoint(),
        config.network(),
        Map.of());
  }

  /** To the bit, apart from how long it took. */
  private static void assertSame(TrainingState expected, TrainingState actual) {
    assertEquals(withoutTimes(expected), withoutTimes(actual));
    Matrices.assertClose(expected.parameters, actual.parameters, 0);
    for (int v = 0; v < expected.optimizer.vectors().size(); v++) {
      Matrices.assertClose(
          expected.optimizer.vectors().get(v), actual.optimizer.vectors().get(v), 0);
    }
  }

  private static Map<String, Object> withoutTimes(TrainingState state) {
    Map<String, Object> map = StateJson.write(state);
    map.put(
        "epochs",
        state.epochs.stream()
            .map(EpochMetrics::toMap)
            .peek(epoch -> epoch.keySet().removeIf(key -> key.matches(".*second.*")))
            .toList());
    return map;
  }
}
