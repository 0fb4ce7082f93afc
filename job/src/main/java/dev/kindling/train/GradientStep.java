package dev.kindling.train;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.sums.PartitionSums;
import org.apache.spark.broadcast.Broadcast;

/** The distributed gradient: broadcast the parameters, add the partitions' sums in a tree. */
final class GradientStep implements AutoCloseable {
  private final PartitionSums sums;
  private final Broadcast<WorkspacePool> workspaces;
  private final Broadcast<BatchPlan> plan;

  GradientStep(PartitionSums sums, Network network, Precision precision, BatchPlan plan) {
    this.sums = sums;
    this.workspaces = sums.spark().broadcast(new WorkspacePool(network, precision));
    this.plan = sums.spark().broadcast(plan);
  }

  /** The sum over the examples of one step; to be released once it is used. */
  GradientSum compute(Matrix parameters, int epoch, int step) {
    // Locals, so that the tasks' closures hold the broadcasts and not this object.
    Broadcast<WorkspacePool> pool = workspaces;
    Broadcast<BatchPlan> batches = plan;
    return sums.sum(
        parameters,
        (shared, partition) ->
            gradient(pool.value(), batches.value().slice(partition, epoch, step), shared),
        new GradientAddition(parameters.size()));
  }

  /**
   * Which partition's part of a step first has numbers that are not finite, and where in the
   * network; empty for none. A Spark job of its own, to explain a sum that is not finite.
   */
  String firstNotFinite(Matrix parameters, int epoch, int step) {
    Broadcast<WorkspacePool> pool = workspaces;
    Broadcast<BatchPlan> batches = plan;
    return sums.sum(
        parameters,
        (shared, partition) -> {
          Workspace workspace = pool.value().take();
          String where =
              batches
                  .value()
                  .slice(partition, epoch, step)
                  .firstNotFinite(pool.value().network(), shared, workspace);
          pool.value().giveBack(workspace);
          return where == null
              ? ""
              : "and %s are not finite in partition %d".formatted(where, partition.index());
        },
        (left, right) -> left.isEmpty() ? right : left);
  }

  static GradientSum gradient(WorkspacePool pool, Slice slice, Matrix parameters) {
    GradientSum sum = new GradientSum(pool);
    Workspace workspace = pool.take();
    slice.addGradient(pool.network(), parameters, workspace, sum);
    pool.giveBack(workspace);
    return sum;
  }

  @Override
  public void close() {
    workspaces.destroy(true);
    plan.destroy(true);
  }
}
