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
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  /** What travels to the tasks and, as a weighted sum, back. */
  private record Replica(Matrix parameters, OptimizerState state) implements Serializable {
    /** A copy whose arrays are the pool's. */
    Replica copy(WorkspacePool pool) {
      List<Matrix> copies = new ArrayList<>();
      for (Matrix vector : vectors()) {
        Matrix copy = pool.takeVector();
        copy.copyFrom(vector);
        copies.add(copy);
      }
      return new Replica(
          copies.get(0), new OptimizerState(state.step(), copies.subList(1, copies.size())));
    }

    List<Matrix> vectors() {
      return Stream.concat(Stream.of(parameters), state.vectors().stream()).toList();
    }
  }

  /** A weighted sum of replicas, and the sums over their examples; empty for no examples. */
  private static final class Average implements Serializable {
    private static final long serialVersionUID = 1;
    private final transient WorkspacePool pool; // that the arrays are from, or null
    private Totals totals;
    private List<Matrix> vectors = List.of();

    /**
     * One replica's share, which takes the replica's own arrays. A partition without examples has
     * taken no step and has no say.
     */
    Average(Totals totals, Replica replica, long allExamples, WorkspacePool pool) {
      this.pool = pool;
      this.totals = totals;
      if (totals.examples() > 0) {
        vectors = replica.vectors();
        for (Matrix vector : vectors) {
          vector.scale((double) totals.examples() / allExamples);
        }
      }
    }

    private Average(Totals totals, List<Matrix> vectors) {
      this.pool = null;
      this.totals = totals;
      this.vectors = vectors;
    }

    Average merge(Average other) {
      totals = totals.plus(other.totals);
      if (vectors.isEmpty()) {
        vectors = other.vectors;
      } else {
        for (int v = 0; v < other.vectors.size(); v++) {
          vectors.get(v).addScaled(1, other.vectors.get(v));
        }
        other.release();
      }
      return this;
    }

    /** Gives the arrays back to the pool that they are from. */
    void release() {
      if (pool != null) {
        vectors.forEach(pool::giveBack);
      }
    }
  }

  private enum AverageAddition implements TreeSum.Addition<Average> {
    INSTANCE;

    @Override
    public Average apply(Average left, Average right) {
      return left.merge(right);
    }

    @Override
    public boolean canSlice() {
      return true;
    }

    /** The totals are in the first slice. */
    @Override
    public Average slice(Average whole, int slice, int of) {
      return new Average(
          slice == 0 ? whole.totals : Totals.NONE,
          whole.vectors.stream().map(vector -> vector.slice(slice, of)).toList());
    }

    @Override
    public Average join(List<Average> slices) {
      List<Matrix> wholes = new ArrayList<>();
      for (int v = 0; v < slices.get(0).vectors.size(); v++) {
        int vector = v;
        wholes.add(Matrix.join(slices.stream().map(slice -> slice.vectors.get(vector)).toList()));
      }
      return new Average(slices.get(0).totals, wholes);
    }
  }

  @Override
  public int steps() {
    return config.localSteps();
  }

  @Override
  public Totals advance(
      Matrix parameters, OptimizerState state, LearningRate rate, int epoch, int from, int to) {
    Broadcast<WorkspacePool> pool = workspaces;
    Broadcast<BatchPlan> batches = sharedPlan;
    ParameterUpdate update = ParameterUpdate.of(config);
    long examples = plan.examples(from, to);
    int inner = config.optimizer().stateVectors();
    Replica current = new Replica(parameters, state.part(0, inner));
    Average average =
        sums.sum(
            current,
            (shared, partition) -> {
              Replica replica = shared.copy(pool.value());
              Totals totals =
                  train(
                      pool.value(),
                      batches.value(),
                      partition,
                      replica,
                      update,
                      rate,
                      epoch,
                      from,
                      to);
              return new Average(totals, replica, examples, pool.value());
            },
            AverageAddition.INSTANCE);
    Totals totals = average.totals;
    if (config.outerOptimizer() != null) {
      takeOuterStep(parameters, average.vectors.get(0), state.part(inner, state.vectors().size()));
    }
    Divergence.at(epoch, from, to, rate)
        .check(
            totals.loss(),
            network,
            average.vectors.get(0),
            () -> firstNotFinite(current, update, rate, epoch, from, to));
    List<Matrix> vectors = current.vectors();
    for (int v = 0; v < vectors.size(); v++) {
      vectors.get(v).copyFrom(average.vectors.get(v));
    }
    average.release();
    state.advance(to - from);
    return totals;
  }

  /**
   * Which partition first had numbers that are not finite in a step of its own; empty for none. The
   * round once more, to explain what came of it.
   */
  private String firstNotFinite(
      Replica start, ParameterUpdate update, LearningRate rate, int epoch, int from, int to) {
    Broadcast<WorkspacePool> pool = workspaces;
    Broadcast<BatchPlan> batches = sharedPlan;
    return sums.sum(
        start,
        (shared, partition) -> {
          Replica replica = shared.copy(pool.value());
          for (int step = from; step < to; step++) {
            Totals totals =
                train(
                    pool.value(),
                    batches.value(),
                    partition,
                    replica,
                    update,
                    rate,
                    epoch,
                    step,
                    step + 1);
            if (!Double.isFinite(totals.loss()) || !replica.parameters.isFinite()) {
              return "first in partition %d, step %d".formatted(partition.index(), step + 1);
            }
          }
          return "";
        },
        (left, right) -> left.isEmpty() ? right : left);
  }

  /**
   * Replaces an average by what an outer step towards it comes to; running statistics stay
   * averages.
   *
   * @param parameters before the round
   * @param outerState updated
   */
  private void takeOuterStep(Matrix parameters, Matrix average, OptimizerState outerState) {
    Sgd outer = config.outerOptimizer();
    Matrix gradient = parameters.copy(); // [1 x P]
    gradient.addScaled(-1, average);
    for (Network.Range range : network.trained()) {
      average.copyRange(range.from(), parameters, range.from(), range.size());
      outer.step(
          average.view(range.from(), 1, range.size()),
          gradient.view(range.from(), 1, range.size()),
          outerState.view(range.from(), range.size()),
          outer.learningRate());
    }
  }

  /** Trains a replica in place on a partition's slices of the steps. */
  private static Totals train(
      WorkspacePool pool,
      BatchPlan plan,
      ExamplePartition partition,
      Replica replica,
      ParameterUpdate update,
      LearningRate rate,
      int epoch,
      int from,
      int to) {
    Totals totals = Totals.NONE;
    Workspace workspace = pool.take();
    GradientSum sum = new GradientSum(pool);
    for (int step = from; step < to; step++) {
      sum.reset();
      plan.slice(partition, epoch, step)
          .addGradient(pool.network(), replica.parameters, workspace, sum);
      if (sum.examples() > 0) {
        update.apply(pool.network(), replica.parameters, replica.state, sum, rate.at(epoch, step));
        totals = totals.plus(Totals.of(sum));
      }
    }
    sum.release();
    pool.giveBack(workspace);
    return totals;
  }

  @Override
  public void close() {
    workspaces.destroy(true);
    sharedPlan.destroy(true);
  }
}
