package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.WorkspacePool;
import dev.kindling.optim.OptimizerState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Training as {@link Trainer} does it, without end and with a clock, for the benchmark. */
public final class SparkTraining {
  private final JavaSparkContext spark;
  private final JavaRDD<ExamplePartition> partitions;
  private final Network network;
  private final TrainingConfig config;
  private final BatchPlan plan;
  private final LearningRate rate;
  private final Matrix parameters;
  private final OptimizerState state;
  private final Round round;
  private int step;

  /**
   * @param sizes how many examples each partition has
   */
  public SparkTraining(
      JavaSparkContext spark,
      JavaRDD<ExamplePartition> partitions,
      List<Integer> sizes,
      Network network,
      TrainingConfig config) {
    this.spark = spark;
    this.partitions = partitions;
    this.network = network;
    this.config = config;
    this.plan = new BatchPlan(sizes, config.batchSize(), config.seed());
    this.rate =
        new LearningRate(config.optimizer().learningRate(), config.schedule(), plan.steps(), 1);
    this.parameters = network.initialize(Precision.FLOAT, 1);
    this.state = config.optimizer().initialState(parameters);
    this.round = Trainer.round(spark, network, config, partitions, Precision.FLOAT, plan);
  }

  /** Trains for about so many seconds; examples per second. */
  public double measure(double seconds) {
    long started = System.nanoTime();
    long examples = 0;
    while (System.nanoTime() - started < seconds * 1e9) {
      int to = Math.min(step + round.steps(), plan.steps());
      examples += round.advance(parameters, state, rate, 1, step, to).examples();
      step = to == plan.steps() ? 0 : to;
    }
    return examples * 1e9 / (System.nanoTime() - started);
  }

  /** When the last task to end began and ended its work; in local mode all share this class. */
  private static final class LastTask {
    static long began;
    static long ended;

    static synchronized void ran(long from, long to) {
      if (to > ended) {
        began = from;
        ended = to;
      }
    }
  }

  /**
   * Takes synchronous steps for about so many seconds, and says what their milliseconds go to:
   * {@code scheduling} until the task that ends last begins its work; {@code compute} until it ends
   * it; {@code aggregate} until the driver has the sum; {@code update} of the parameters; and
   * {@code total}.
   */
  public Map<String, Double> split(double seconds) {
    PartitionSums sums =
        new PartitionSums(spark, partitions, plan.partitions(), Trainer.depth(spark, config));
    Broadcast<WorkspacePool> pool = spark.broadcast(new WorkspacePool(network, Precision.FLOAT));
    Broadcast<BatchPlan> batches = spark.broadcast(plan);
    ParameterUpdate update = ParameterUpdate.of(config);
    long[] spent = new long[4];
    long started = System.nanoTime();
    int steps = 0;
    for (; System.nanoTime() - started < seconds * 1e9; steps++) {
      int at = steps % plan.steps();
      long begin = System.nanoTime();
      GradientSum sum =
          sums.sum(
              parameters,
              (values, partition) -> {
                long from = System.nanoTime();
                GradientSum part =
                    GradientStep.gradient(
                        pool.value(), batches.value().slice(partition, 1, at), values);
                LastTask.ran(from, System.nanoTime());
                return part;
              },
              GradientSum::merge);
      long summed = System.nanoTime();
      Divergence divergence = Divergence.at(1, at, at + 1, rate);
      divergence.check(sum.loss(), sum.gradient(), () -> "");
      update.apply(network, parameters, state, sum, rate.at(1, at));
      divergence.check(sum.loss(), network, parameters);
      long end = System.nanoTime();
      spent[0] += LastTask.began - begin;
      spent[1] += LastTask.ended - LastTask.began;
      spent[2] += summed - LastTask.ended;
      spent[3] += end - summed;
    }
    pool.destroy();
    batches.destroy();
    Map<String, Double> split = new LinkedHashMap<>();
    List<String> names = List.of("scheduling", "compute", "aggregate", "update");
    double total = 0;
    for (int i = 0; i < spent.length; i++) {
      split.put(names.get(i), spent[i] / 1e6 / steps);
      total += spent[i] / 1e6 / steps;
    }
    split.put("total", total);
    return split;
  }
}
