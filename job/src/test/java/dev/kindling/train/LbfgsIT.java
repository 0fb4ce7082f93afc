package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
    data.release();
    EpochMetrics last = state.epochs.get(state.epochs.size() - 1);
    double loss = last.train().loss() + decay / 2 * state.parameters.sumOfSquares();
    assertEquals(golden.get("minimum").doubleValue(), loss, 1e-6);
    assertTrue(state.epochs.size() < 100, state.epochs.size() + " epochs");
    assertTrue(
        state.endedBecause.startsWith("the gradient's length has come down to "),
        state.endedBecause);
    long evaluations = state.epochs.stream().mapToLong(EpochMetrics::examples).sum() / 1797;
    assertTrue(evaluations > state.epochs.size(), evaluations + " evaluations");
  }
}
