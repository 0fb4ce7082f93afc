package dev.kindling.train;

import dev.kindling.data.ExamplePartition;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.optim.OptimizerState;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TaskThreads;
import dev.kindling.sums.TimeSplit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Training as {@link Trainer} does it, without end and with a clock, for the benchmark. */
public final class SparkTraining {
  private final BatchPlan plan;
  private final LearningRate rate;
  private final Matrix parameters;
  private final OptimizerState state;
  private final TimeSplit times = new TimeSplit();
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
    this.plan = new BatchPlan(sizes, config.batchSize(), config.seed());
    this.rate =
        new LearningRate(config.optimizer().learningRate(), config.schedule(), plan.steps(), 1);
    this.parameters = network.initialize(Precision.FLOAT, 1);
    this.state = config.optimizer().initialState(parameters);
    AggregationChoice choice = config.choice(spark, network.parameterCount(), (way, why) -> {});
    this.round =
        Trainer.round(
            new PartitionSums(spark, partitions, plan.partitions(), choice, times),
            network,
            config,
            Precision.FLOAT,
            plan);
  }

  /** Trains for about so many seconds; examples per second. */
  public double measure(double seconds) {
    long started = System.nanoTime();
    long examples = 0;
    while (System.nanoTime() - started < seconds * 1e9) {
      examples += times.round(this::advance).examples();
    }
    double speed = examples * 1e9 / (System.nanoTime() - started);
    TaskThreads.INSTANCE.rest(); // for what is measured next
    return speed;
  }

  private Totals advance() {
    int from = step == plan.steps() ? 0 : step;
    step = Math.min(from + round.steps(), plan.steps());
    return round.advance(parameters, state, rate, 1, from, step);
  }

  /**
   * Trains for about so many seconds, and says what the milliseconds of a round go to: the parts of
   * {@link TimeSplit} by their keys, and {@code total}.
   */
  public Map<String, Double> split(double seconds) {
    Map<String, Double> split = new LinkedHashMap<>();
    TimeSplit.OF_ROUNDS.forEach(part -> split.put(part.key(), -times.nanoseconds(part) / 1e6));
    long started = System.nanoTime();
    int rounds = 0;
    for (; System.nanoTime() - started < seconds * 1e9; rounds++) {
      times.round(this::advance);
    }
    TaskThreads.INSTANCE.rest();
    int all = rounds;
    TimeSplit.OF_ROUNDS.forEach(
        part -> split.merge(part.key(), times.nanoseconds(part) / 1e6, Double::sum));
    split.replaceAll((part, milliseconds) -> milliseconds / all);
    split.put("total", split.values().stream().mapToDouble(Double::doubleValue).sum());
    return split;
  }
}
