package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.Sgd;
import dev.kindling.sums.PartitionSums;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * Local SGD (Stich 2018, "Local SGD converges fast and communicates little"): each partition takes
 * several optimizer steps of its own on its slices of the batches; then parameters and optimizer
 * state are averaged, weighted by the number of examples each partition went through, whatever they
 * count. With a single partition this is sequential SGD, to the bit.
 *
 * <p>With an outer optimizer the average is not where the next round starts but where it is headed:
 * how far the parameters are from it is the gradient of an outer step (DiLoCo, Douillard et al.
 * 2023, algorithm 1, apart from the replicas' optimizers, which are averaged here as well).
 */
final class LocalRound implements Round {
  private final PartitionSums sums;
  private final BatchPlan plan;
  private final TrainingConfig config;
  private final Network network;
  private final Broadcast<WorkspacePool> workspaces;
  private final Broadcast<BatchPlan> sharedPlan;

  LocalRound(
      PartitionSums sums,
      Network network,
      Precision precision,
      BatchPlan plan,
      TrainingConfig config) {
    this.sums = sums;
    this.plan = plan;
    this.config = config;
    this.network = network;
    this.workspaces = sums.spark().broadcast(new WorkspacePool(network, precision));
    this.sharedPlan = sums.spark().broadcast(plan);
  }

  @Override
  public int steps() {
    return config.localSteps();
  }

  /** What a partition does with a replica in an epoch; travels with the tasks. */
  private record Steps(
      Broadcast<WorkspacePool> pool,
      Broadcast<BatchPlan> plan,
      ParameterUpdate update,
      LearningRate rate,
      int epoch)
      implements Serializable {

    /** Trains a replica in place on a partition's slices of the steps. */
    Totals take(int from, int to, ExamplePartition partition, Replica replica) {
      WorkspacePool shared = pool.value();
      Totals totals = Totals.NONE;
      Workspace workspace = shared.take();
      GradientSum sum = new GradientSum(shared);
      for (int step = from; step < to; step++) {
        sum.reset();
        plan.value()
            .slice(partition, epoch, step)
            .addGradient(shared.network(), replica.parameters(), workspace, sum);
        if (sum.examples() > 0) {
          update.apply(
              shared.network(), replica.parameters(), replica.state(), sum, rate.at(epoch, step));
          totals = totals.plus(Totals.of(shared.network(), sum));
        }
      }
      sum.release();
      shared.giveBack(workspace);
      return totals;
    }
  }

  @Override
  public Totals advance(
      Matrix parameters, OptimizerState state, LearningRate rate, int epoch, int from, int to) {
    Steps steps = new Steps(workspaces, sharedPlan, ParameterUpdate.of(config), rate, epoch);
    long examples = plan.examples(from, to);
    int inner = config.optimizer().stateVectors();
    Replica current = new Replica(parameters, state.part(0, inner));
    ReplicaAverage average =
        sums.sum(
            current,
            (shared, partition) -> {
              WorkspacePool pool = steps.pool.value();
              Replica replica = shared.copy(pool);
              Totals totals = steps.take(from, to, partition, replica);
              return new ReplicaAverage(totals, replica, examples, pool);
            },
            new ReplicaAverage.Addition(parameters.size(), current.vectors().size()));
    Totals totals = average.totals();
    if (config.outerOptimizer() != null) {
      takeOuterStep(
          parameters, average.vectors().get(0), state.part(inner, state.vectors().size()));
    }
    Divergence.at(network, epoch, from, to, rate)
        .check(
            totals.loss(),
            network,
            average.vectors().get(0),
            () -> firstNotFinite(current, steps, from, to));
    List<Matrix> vectors = current.vectors();
    for (int v = 0; v < vectors.size(); v++) {
      vectors.get(v).copyFrom(average.vectors().get(v));
    }
    average.release();
    state.advance(to - from);
    return totals;
  }

  /**
   * Which partition first had numbers that are not finite in a step of its own; empty for none. The
   * round once more, to explain what came of it.
   */
  private String firstNotFinite(Replica start, Steps steps, int from, int to) {
    return sums.sum(
        start,
        (shared, partition) -> {
          Replica replica = shared.copy(steps.pool.value());
          for (int step = from; step < to; step++) {
            Totals totals = steps.take(step, step + 1, partition, replica);
            if (!Double.isFinite(totals.loss()) || !replica.parameters().isFinite()) {
              return "first in partition %d, step %d".formatted(partition.index(), step + 1);
            }
          }
          return "";
        },
        (left, right) -> left.isEmpty() ? right : left);
  }

  /**
   * Replaces an average by what an outer step towards it comes to; statistics stay averages.
   *
   * @param parameters before the round
   * @param outerState updated
   */
  private void takeOuterStep(Matrix parameters, Matrix average, OptimizerState outerState) {
    Sgd outer = config.outerOptimizer();
    WorkspacePool pool = workspaces.value();
    Matrix gradient = pool.takeVector(); // [1 x P]
    gradient.copyFrom(parameters);
    gradient.addScaled(-1, average);
    for (Network.Range range : network.trained()) {
      average.copyRange(range.from(), parameters, range.from(), range.size());
      outer.step(
          average.view(range.from(), 1, range.size()),
          gradient.view(range.from(), 1, range.size()),
          outerState.view(range.from(), range.size()),
          outer.learningRate());
    }
    pool.giveBack(gradient);
  }

  @Override
  public void close() {
    workspaces.destroy(true);
    sharedPlan.destroy(true);
  }
}
