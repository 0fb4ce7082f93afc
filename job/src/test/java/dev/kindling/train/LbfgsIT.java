package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.sums.TimeSplit;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** L-BFGS over the distributed gradient. */
@ExtendWith(SparkExtension.class)
class LbfgsIT {

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
    Dataset data = config.load(spark);
    Matrix initial = config.network().initialize(Precision.FLOAT, 1);
    TrainingState state = TrainingState.start(initial, config.training());
    Trainer.train(
        spark,
        config.network(),
        config.training(),
        data,
        state,
        new TimeSplit(),
        (now, steps) -> {},
        Runs.SILENT);
    data.close();
    EpochMetrics last = state.epochs.get(state.epochs.size() - 1);
    double loss = last.train().loss() + decay / 2 * state.parameters.sumOfSquares();
    assertEquals(golden.get("minimum").doubleValue(), loss, 1e-6);
    assertTrue(state.epochs.size() < 100, state.epochs.size() + " epochs");
    assertTrue(
        state.optimizerEnded.startsWith("the gradient's length has come down to "),
        state.optimizerEnded);
    long evaluations = state.epochs.stream().mapToLong(EpochMetrics::examples).sum() / 1797;
    assertTrue(evaluations > state.epochs.size(), evaluations + " evaluations");
  }

  /** The loss of such features is finite in float, its gradient, of 200 rows together, is not. */
  @Test
  void aGradientThatOverflowsIsNoMinimum(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    Path rows = folder.resolve("large.csv");
    Files.writeString(rows, "1e37,-2e37,0\n-1e37,2e37,0\n2e37,1e37,1\n-2e37,1e37,1\n".repeat(50));
    RunConfig config =
        Runs.read(
            "conf/digits-lbfgs.yaml",
            "data.train=" + rows,
            "data.label=2",
            "data.validation=0",
            "data.features=none",
            "network={input: 2, layers: [dense: {units: 2}]}");
    Dataset data = config.load(spark);
    Matrix initial = config.network().initialize(Precision.FLOAT, 1);
    TrainingState state = TrainingState.start(initial, config.training());
    var e =
        assertThrows(
            DivergedException.class,
            () ->
                Trainer.train(
                    spark,
                    config.network(),
                    config.training(),
                    data,
                    state,
                    new TimeSplit(),
                    (now, steps) -> {},
                    Runs.SILENT));
    data.close();
    assertTrue(
        e.getMessage()
            .matches(
                "training diverged in epoch 1, step 1: the loss sum is [\\d.E]+ and .*"
                    + "; see that the features are scaled \\(data.features or data.columns: standardize\\)"),
        e.getMessage());
  }
}
