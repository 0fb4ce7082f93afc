package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.optim.GradientOptimizer;
import dev.kindling.optim.OptimizerState;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import dev.kindling.testing.SparkExtension;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one Spark job does to the parameters, against the same computed here. */
@ExtendWith(SparkExtension.class)
class RoundsIT {
  private static final int PARTITIONS = 7;
  private static final List<Aggregation> WAYS =
      List.of(Aggregation.FLAT, Aggregation.TREE, Aggregation.EXECUTOR, Aggregation.SLICED);

  private static JavaSparkContext spark;
  private static Network network;
  private static Dataset data;

  @BeforeAll
  static void load(JavaSparkContext shared) {
    spark = shared;
    RunConfig config = config();
    network = config.network();
    data = config.load(spark);
  }

  @AfterAll
  static void release() {
    data.close();
  }

  private static RunConfig config(String... assignments) {
    List<String> all = new ArrayList<>(List.of("training.partitions=" + PARTITIONS));
    all.addAll(List.of(assignments));
    return Runs.read("conf/digits.yaml", all.toArray(String[]::new));
  }

  private static BatchPlan plan(TrainingConfig config) {
    return new BatchPlan(data.trainingSizes(), config.batchSize(), config.seed());
  }

  private static Round local(TrainingConfig config) {
    return local(config, network, data.partitions());
  }

  private static Round local(
      TrainingConfig config, Network network, JavaRDD<ExamplePartition> partitions) {
    return local(config, network, partitions, Aggregation.FLAT);
  }

  private static Round local(
      TrainingConfig config,
      Network network,
      JavaRDD<ExamplePartition> partitions,
      Aggregation way) {
    return new LocalRound(sums(partitions, way), network, Precision.DOUBLE, plan(config), config);
  }

  private static PartitionSums sums(JavaRDD<ExamplePartition> partitions, Aggregation way) {
    return new PartitionSums(
        spark, partitions, PARTITIONS, AggregationChoice.always(way), new TimeSplit());
  }

  private static Round synchronous(
      TrainingConfig config, Precision precision, JavaRDD<ExamplePartition> partitions) {
    return synchronous(config, precision, partitions, Aggregation.FLAT);
  }

  private static Round synchronous(
      TrainingConfig config,
      Precision precision,
      JavaRDD<ExamplePartition> partitions,
      Aggregation way) {
    GradientStep step = new GradientStep(sums(partitions, way), network, precision, plan(config));
    return new SynchronousRound(network, step, ParameterUpdate.of(config));
  }

  /** The parameters and the optimizer's state after some rounds of an epoch from the start. */
  private record Run(Matrix parameters, OptimizerState state, Totals totals) {
    static Run of(Round round, TrainingConfig config, Precision precision, int steps) {
      return of(round, config, network.initialize(precision, 1), steps);
    }

    static Run of(Round round, TrainingConfig config, Matrix parameters, int steps) {
      try (round) {
        OptimizerState state = config.initialState(parameters);
        LearningRate rate =
            new LearningRate(config.optimizer().learningRate(), config.schedule(), steps, 1);
        Totals totals = Totals.NONE;
        for (int from = 0; from < steps; from += round.steps()) {
          int to = Math.min(from + round.steps(), steps);
          totals = totals.plus(round.advance(parameters, state, rate, 1, from, to));
        }
        return new Run(parameters, state, totals);
      }
    }
  }

  private static void assertClose(Matrix expected, Matrix actual, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), tolerance, "parameter " + i);
    }
  }

  @Test
  void oneLocalStepIsASynchronousStep() {
    TrainingConfig config = config().training();
    Run expected =
        Run.of(
            synchronous(config, Precision.DOUBLE, data.partitions()), config, Precision.DOUBLE, 4);
    Run actual = Run.of(local(config), config, Precision.DOUBLE, 4);
    assertClose(expected.parameters, actual.parameters, 1e-13);
    assertClose(expected.state.vectors().get(0), actual.state.vectors().get(0), 1e-13);
    assertEquals(expected.totals.examples(), actual.totals.examples());
    assertEquals(expected.totals.correct(), actual.totals.correct());
    assertEquals(expected.totals.loss(), actual.totals.loss(), 1e-9);
  }

  @Test
  void localStepsAreAveragedByTheExamplesOfEachPartition() {
    // A batch of 5 in seven partitions: some take an example of a step, some none.
    TrainingConfig config = config("training.local_steps=3", "training.batch_size=5").training();
    Run actual = Run.of(local(config), config, Precision.DOUBLE, 3);

    GradientOptimizer optimizer = (GradientOptimizer) config.optimizer();
    BatchPlan plan = plan(config);
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix average = Precision.DOUBLE.vector(network.parameterCount());
    Matrix velocity = average.copy();
    for (ExamplePartition partition : data.partitions().collect()) {
      Matrix parameters = network.initialize(Precision.DOUBLE, 1);
      OptimizerState state = optimizer.initialState(parameters);
      int examples = 0;
      for (int step = 0; step < 3; step++) {
        GradientSum sum = new GradientSum();
        plan.slice(partition, 1, step).addGradient(network, parameters, workspace, sum);
        if (sum.examples() > 0) {
          sum.gradient().scale(1.0 / sum.examples());
          optimizer.step(parameters, sum.gradient(), state, 0.05);
        }
        examples += sum.examples();
      }
      average.addScaled(examples / 15.0, parameters);
      velocity.addScaled(examples / 15.0, state.vectors().get(0));
    }
    assertClose(average, actual.parameters, 1e-13);
    assertClose(velocity, actual.state.vectors().get(0), 1e-13);
    assertEquals(15, actual.totals.examples());
  }

  @Test
  void anOuterStepOfRateOneWithoutMomentumIsTheAverage() {
    String[] plain = {"training.local_steps=3"};
    String[] outer = {plain[0], "training.outer_optimizer={learning_rate: 1, momentum: 0}"};
    TrainingConfig config = config(plain).training();
    Run expected = Run.of(local(config), config, Precision.DOUBLE, 6);
    config = config(outer).training();
    Run actual = Run.of(local(config), config, Precision.DOUBLE, 6);
    // p - (p - average) rounds where the average itself does not.
    assertClose(expected.parameters, actual.parameters, 1e-15);
    assertClose(expected.state.vectors().get(0), actual.state.vectors().get(0), 1e-13);
  }

  /** Against plain averages, from which the outer steps are computed here. */
  @Test
  void anOuterOptimizerTakesTheChangeToTheAverageForItsGradient() {
    String layers = "network.layers=[dense: {units: 5}, batch_norm, dense: {units: 10}]";
    String inner = "training.optimizer={sgd: {learning_rate: 0.05}}"; // without momentum
    RunConfig plain = config(layers, inner, "training.local_steps=3");
    RunConfig outer =
        config(layers, inner, "training.local_steps=3", "training.outer_optimizer={}");
    Network normalised = plain.network();
    Matrix expected = normalised.initialize(Precision.DOUBLE, 1);
    Matrix actual = expected.copy();
    Matrix velocity = Precision.DOUBLE.vector(expected.size());
    OptimizerState state = outer.training().initialState(actual);
    LearningRate rate = new LearningRate(0.05, plain.training().schedule(), 6, 1);
    try (Round average = local(plain.training(), normalised, data.partitions());
        Round round = local(outer.training(), normalised, data.partitions())) {
      for (int from = 0; from < 6; from += 3) {
        Matrix next = expected.copy();
        average.advance(next, plain.training().initialState(next), rate, 1, from, from + 3);
        for (Network.Tensor tensor : normalised.tensors()) {
          for (int i = tensor.offset(); i < tensor.offset() + tensor.shape().size(); i++) {
            double gradient = expected.get(i) - next.get(i);
            velocity.set(i, 0.9 * velocity.get(i) + gradient);
            if (tensor.trained()) {
              next.set(i, expected.get(i) - 0.7 * (gradient + 0.9 * velocity.get(i)));
            }
          }
        }
        expected = next;
        round.advance(actual, state, rate, 1, from, from + 3);
      }
    }
    assertClose(expected, actual, 1e-13);
    assertEquals(1, state.vectors().size());
    assertEquals(6, state.step());
  }

  @Test
  void aSumIsTheMeanTimesTheExamplesOfTheBatch() {
    TrainingConfig mean = config("training.optimizer.sgd.learning_rate=0.064").training();
    TrainingConfig sum =
        config("training.optimizer.sgd.learning_rate=0.001", "training.loss_reduction=sum")
            .training();
    for (int steps : new int[] {1, 3}) {
      Run expected =
          Run.of(
              synchronous(mean, Precision.DOUBLE, data.partitions()),
              mean,
              Precision.DOUBLE,
              steps);
      Run actual =
          Run.of(
              synchronous(sum, Precision.DOUBLE, data.partitions()), sum, Precision.DOUBLE, steps);
      assertClose(expected.parameters, actual.parameters, 1e-13);
    }
  }

  /** In float, where every other order of the additions gives other bits. */
  @Test
  void theOrderInWhichTasksEndDoesNotChangeABit() {
    TrainingConfig config = config().training();
    Run expected =
        Run.of(synchronous(config, Precision.FLOAT, data.partitions()), config, Precision.FLOAT, 3);
    int[][] delays = {
      {0, 15, 30, 45, 60, 75, 90}, {90, 75, 60, 45, 30, 15, 0}, {30, 90, 60, 0, 75, 45, 15}
    };
    for (int[] delay : delays) {
      JavaRDD<ExamplePartition> late =
          data.partitions()
              .map(
                  partition -> {
                    Thread.sleep(delay[partition.index()]);
                    return partition;
                  });
      Run actual = Run.of(synchronous(config, Precision.FLOAT, late), config, Precision.FLOAT, 3);
      assertClose(expected.parameters, actual.parameters, 0);
    }
  }

  @Test
  void replicasAveragedInAnyWayAreTheSameToTheBit() {
    TrainingConfig config = config("training.local_steps=3").training();
    Run expected = Run.of(local(config), config, Precision.DOUBLE, 3);
    for (Aggregation way : WAYS) {
      Run actual =
          Run.of(local(config, network, data.partitions(), way), config, Precision.DOUBLE, 3);
      assertClose(expected.parameters, actual.parameters, 0);
      assertClose(expected.state.vectors().get(0), actual.state.vectors().get(0), 0);
    }
  }

  /** After it has added what it computed to a sum: the second attempt must not add it again. */
  @Test
  void aTaskThatFailsOnceChangesNoBit() {
    JavaRDD<ExamplePartition> failing =
        data.partitions().mapPartitions(RoundsIT::failingAtTheEndOfTheFirstAttempt);
    TrainingConfig config = config("training.local_steps=2").training();
    for (Aggregation way : WAYS) {
      Run expected =
          Run.of(
              synchronous(config, Precision.FLOAT, data.partitions(), Aggregation.FLAT),
              config,
              Precision.FLOAT,
              2);
      Run actual =
          Run.of(synchronous(config, Precision.FLOAT, failing, way), config, Precision.FLOAT, 2);
      assertClose(expected.parameters, actual.parameters, 0);
    }
    Run expected = Run.of(local(config), config, Precision.DOUBLE, 4);
    Run actual = Run.of(local(config, network, failing), config, Precision.DOUBLE, 4);
    assertClose(expected.parameters, actual.parameters, 0);
    assertClose(expected.state.vectors().get(0), actual.state.vectors().get(0), 0);
  }

  private static Iterator<ExamplePartition> failingAtTheEndOfTheFirstAttempt(
      Iterator<ExamplePartition> partitions) {
    return new Iterator<ExamplePartition>() {
      @Override
      public boolean hasNext() {
        boolean more = partitions.hasNext();
        if (!more && TaskContext.get().attemptNumber() == 0) {
          throw new IllegalStateException("on purpose: the first attempt");
        }
        return more;
      }

      @Override
      public ExamplePartition next() {
        return partitions.next();
      }
    };
  }

  /** Only the third partition has rows, and only the second layer's weights are too large. */
  @Test
  void whatIsNotFiniteIsFoundByPartitionAndLayer() {
    JavaRDD<ExamplePartition> third =
        data.partitions()
            .map(
                part ->
                    part.index() == 2
                        ? part
                        : new ExamplePartition(
                            part.index(), part.training().range(0, 0), part.validation()));
    List<Integer> sizes = third.map(part -> part.training().size()).collect();
    Matrix parameters = network.initialize(Precision.FLOAT, 1);
    Network.Tensor weights = network.tensors().get(2); // layer2.W
    parameters.view(weights.offset(), 1, weights.shape().size()).fill(3e38);
    try (GradientStep step =
        new GradientStep(
            sums(third, Aggregation.FLAT), network, Precision.FLOAT, new BatchPlan(sizes, 64, 1))) {
      assertEquals(
          "and the outputs of layer 2 (dense) are not finite in partition 2",
          step.firstNotFinite(parameters, 1, 0));
      assertEquals(
          "", step.firstNotFinite(network.initialize(Precision.FLOAT, 1), 1, 0), "all are finite");
    }
  }

  /** A third of a warm-up of one epoch of three steps is over after each. */
  @Test
  void everyStepHasTheRateOfItsPlaceInTheEpoch() {
    TrainingConfig config =
        config(
                "training.optimizer={sgd: {learning_rate: 0.06}}",
                "training.warmup={epochs: 1, start: 0}",
                "training.local_steps=3")
            .training();
    Matrix expected = network.initialize(Precision.DOUBLE, 1);
    BatchPlan plan = plan(config);
    Workspace workspace = network.workspace(Precision.DOUBLE);
    List<ExamplePartition> partitions = data.partitions().collect();
    for (int step = 0; step < 3; step++) {
      GradientSum sum = new GradientSum();
      for (ExamplePartition partition : partitions) {
        plan.slice(partition, 1, step).addGradient(network, expected, workspace, sum);
      }
      expected.addScaled(-0.02 * step / sum.examples(), sum.gradient());
    }
    Run actual =
        Run.of(
            synchronous(config, Precision.DOUBLE, data.partitions()), config, Precision.DOUBLE, 3);
    assertClose(expected, actual.parameters, 1e-13);

    Matrix average = Precision.DOUBLE.vector(network.parameterCount());
    long examples = plan.examples(0, 3);
    for (ExamplePartition partition : partitions) {
      Matrix replica = network.initialize(Precision.DOUBLE, 1);
      int own = 0;
      for (int step = 0; step < 3; step++) {
        GradientSum sum = new GradientSum();
        plan.slice(partition, 1, step).addGradient(network, replica, workspace, sum);
        replica.addScaled(-0.02 * step / sum.examples(), sum.gradient());
        own += sum.examples();
      }
      average.addScaled((double) own / examples, replica);
    }
    assertClose(average, Run.of(local(config), config, Precision.DOUBLE, 3).parameters, 1e-13);
  }

  @Test
  void aClippedStepIsAsLongAsTheNormTimesTheRate() {
    TrainingConfig config =
        config("training.optimizer={sgd: {learning_rate: 0.5}}", "training.clip_norm=1e-3")
            .training();
    Run run =
        Run.of(
            synchronous(config, Precision.DOUBLE, data.partitions()), config, Precision.DOUBLE, 1);
    run.parameters.addScaled(-1, network.initialize(Precision.DOUBLE, 1));
    assertEquals(0.5e-3, Math.sqrt(run.parameters.sumOfSquares()), 1e-12);
  }

  @Test
  void aTreeAddsOnExecutorsFirst() {
    assertEquals(stages(Aggregation.FLAT) + 1, stages(Aggregation.TREE));
  }

  /** How many stages the job of a step has, with those of the data. */
  private static int stages(Aggregation way) {
    TrainingConfig config = config().training();
    String group = "stages of " + way;
    spark.setJobGroup(group, "");
    Run.of(
        synchronous(config, Precision.FLOAT, data.partitions(), way), config, Precision.FLOAT, 1);
    int[] jobs = spark.statusTracker().getJobIdsForGroup(group);
    spark.clearJobGroup();
    assertEquals(1, jobs.length);
    return spark.statusTracker().getJobInfo(jobs[0]).stageIds().length;
  }

  @ParameterizedTest
  @CsvSource({
    "1, training.seed=1",
    "4, training.seed=1",
    "4, 'training.outer_optimizer={momentum: 0.9}'"
  })
  void roundsWithinTheProcessAllocateNoVectorAsLongAsTheParameters(int localSteps, String more) {
    RunConfig config =
        config("network.layers.0.dense.units=20000", "training.local_steps=" + localSteps, more);
    Network wide = config.network(); // 1.5 million parameters, 6 MB
    PartitionSums sums =
        new PartitionSums(
            spark, data.partitions(), PARTITIONS, AggregationChoice.inProcess(), new TimeSplit());
    TrainingConfig training = config.training();
    Matrix parameters = wide.initialize(Precision.FLOAT, 1);
    OptimizerState state = training.initialState(parameters);
    LearningRate rate = new LearningRate(0.01, training.schedule(), 100, 1);
    try (Round round = Trainer.round(sums, wide, training, Precision.FLOAT, plan(training))) {
      long[] each = new long[30];
      for (int r = 0; r < each.length; r++) {
        long before = allocated();
        round.advance(parameters, state, rate, 1, r % 5 * localSteps, (r % 5 + 1) * localSteps);
        each[r] = allocated() - before;
      }
      Arrays.sort(each);
      // More is needed when more tasks run at once, for a new shift of them, which on a slow
      // machine
      // comes with every other round, and by other threads.
      assertTrue(
          each[0] < Float.BYTES * (long) parameters.size(),
          () -> "bytes of each round: " + Arrays.toString(each));
    }
  }

  /** By all threads that live. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
