package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrices;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** L-BFGS over the distributed gradient. */
@ExtendWith(SparkExtension.class)
class LbfgsIT {

  /** A run from a state on, which it changes. */
  private static TrainingState train(
      JavaSparkContext spark, RunConfig config, TrainingState state, Trainer.AfterRound after) {
    Dataset data = config.load(spark);
    Trainer.train(spark, config.network(), config.training(), data, state, after, Runs.SILENT);
    data.release();
    return state;
  }

  private static TrainingState start(RunConfig config) {
    Matrix initial = config.network().initialize(Precision.FLOAT, config.training().seed());
    return TrainingState.start(initial, config.training());
  }

  /** The golden value and the script that made it lie among the resources. */
  @Test
  void softmaxRegressionComesToTheMinimumThatSciPyFinds(JavaSparkContext spark) throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(LbfgsIT.class.getResource("/golden/softmax_regression.json"));
    double decay = golden.get("weight_decay").doubleValue();
    RunConfig config =
        Runs.read(
            "conf/digits-lbfgs.yaml",
            "training.optimizer={lbfgs: {weight_decay: " + decay + "}}",
            "training.epochs=100",
            "network.layers=[dense: {units: 10}]",
            "data.features=minmax",
            "data.validation=0");
    TrainingState state = train(spark, config, start(config), (now, steps) -> {});
    EpochMetrics last = state.epochs.get(state.epochs.size() - 1);
    double loss = last.trainLoss() + decay / 2 * state.parameters.sumOfSquares();
    assertEquals(golden.get("minimum").doubleValue(), loss, 1e-6);
    assertTrue(state.epochs.size() < 100, state.epochs.size() + " epochs");
    assertTrue(
        state.endedBecause.startsWith("the gradient's length has come down to "),
        state.endedBecause);
    long evaluations = state.epochs.stream().mapToLong(EpochMetrics::examples).sum() / 1797;
    assertTrue(evaluations > state.epochs.size(), evaluations + " evaluations");
  }

  /** Stopped after each of its iterations, the last included, and gone on from the checkpoint. */
  @Test
  void aRunResumedAfterEveryIterationIsTheUninterruptedOneToTheBit(
      JavaSparkContext spark, @TempDir Path folder) throws IOException {
    RunConfig config =
        Runs.read(
            "conf/digits-lbfgs.yaml",
            "training.optimizer={lbfgs: {history: 3, gradient_tolerance: 0.15}}",
            "training.checkpoint={every_steps: 1, every_minutes: 0}");
    TrainingState straight = train(spark, config, start(config), (now, steps) -> {});
    assertNotNull(straight.endedBecause);
    assertTrue(straight.optimizer.step() > 4, "more steps than the history holds");

    int resumes = 0;
    TrainingState state = start(config);
    while (true) {
      Checkpoints checkpoints = checkpoints(folder, config);
      try {
        train(
            spark,
            config,
            state,
            (now, steps) -> {
              checkpoints.saveWhenDue(now, steps);
              throw new StoppedException("after each round");
            });
        break;
      } catch (StoppedException e) {
        state = checkpoints(folder, config).latest(damaged -> {});
        resumes++;
      }
    }
    assertEquals(straight.epochs.size(), resumes);
    assertEquals(withoutTimes(straight), withoutTimes(state));
    Matrices.assertClose(straight.parameters, state.parameters, 0);
    for (int v = 0; v < 6; v++) {
      Matrices.assertClose(
          straight.optimizer.vectors().get(v), state.optimizer.vectors().get(v), 0);
    }
  }

  private static Checkpoints checkpoints(Path folder, RunConfig config) throws IOException {
    return new Checkpoints(
        FileSystem.getLocal(new Configuration()).getRawFileSystem(),
        new org.apache.hadoop.fs.Path(folder.toString()),
        config.training().checkpoint(),
        config.network(),
        Map.of());
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
