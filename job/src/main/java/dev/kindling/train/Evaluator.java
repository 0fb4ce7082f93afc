package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.Examples;
import dev.kindling.evaluation.Evaluation;
import dev.kindling.evaluation.EvaluationSum;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates parameters on the validation split of a run's partitions. */
final class Evaluator implements AutoCloseable {
  private final PartitionSums sums;
  private final Broadcast<WorkspacePool> workspaces;

  Evaluator(JavaSparkContext spark, Dataset data, Network network, Precision precision) {
    AggregationChoice choice = // what comes back is small
        spark.isLocal()
            ? AggregationChoice.inProcess()
            : AggregationChoice.always(Aggregation.FLAT);
    this.sums =
        new PartitionSums(
            spark, data.partitions(), data.trainingSizes().size(), choice, new TimeSplit());
    this.workspaces = spark.broadcast(new WorkspacePool(network, precision));
  }

  Evaluation evaluate(Matrix parameters) {
    return evaluate(parameters, 0).evaluation();
  }

  /**
   * The same with the examples that are most wrong.
   *
   * @param worst how many of them, at most
   */
  EvaluationSum evaluate(Matrix parameters, int worst) {
    Broadcast<WorkspacePool> pool = workspaces;
    return sums.sum(
        parameters,
        (shared, partition) ->
            evaluate(
                pool.value(),
                partition.validation(),
                shared,
                EvaluationSum.ofEpoch(pool.value().network(), worst)),
        EvaluationSum::merge);
  }

  private static EvaluationSum evaluate(
      WorkspacePool pool, Examples examples, Matrix parameters, EvaluationSum sum) {
    Workspace workspace = pool.take();
    for (int at = 0; at < examples.size(); at += workspace.blockRows()) {
      int rows = Math.min(workspace.blockRows(), examples.size() - at);
      Matrix input = workspace.resize(rows);
      for (int row = 0; row < rows; row++) {
        examples.copy(at + row, input, workspace.targets(), row);
      }
      sum.add(pool.network(), workspace, pool.network().forward(parameters, workspace));
    }
    pool.giveBack(workspace);
    return sum;
  }

  @Override
  public void close() {
    workspaces.destroy(true);
  }
}
