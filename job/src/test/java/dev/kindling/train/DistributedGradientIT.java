package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.data.Examples;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import dev.kindling.testing.SparkExtension;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of all partitions, however it is added, is the one of a single machine. */
@ExtendWith(SparkExtension.class)
class DistributedGradientIT {
  private static final int EXAMPLES = 101;
  private static Network network;
  private static Matrix parameters;
  private static Examples examples;
  private static GradientSum expected;

  @BeforeAll
  static void computeOnOneMachine(JavaSparkContext spark) {
    RunConfig config = Runs.read("conf/digits.yaml", "training.partitions=1");
    network = config.network();
    parameters = network.initialize(Precision.DOUBLE, 7);
    Dataset data = config.load(spark);
    examples = data.partitions().first().training().range(0, EXAMPLES);
    data.close();
    expected = new GradientSum();
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix input = workspace.resize(EXAMPLES);
    for (int row = 0; row < EXAMPLES; row++) {
      examples.copy(row, input, workspace.targets(), row);
    }
    network.addGradient(parameters, workspace, expected);
  }

  @Test
  void forAnyNumberOfPartitionsAndAnyWayToAdd(JavaSparkContext spark) {
    for (int partitions : new int[] {1, 2, 7, 16}) {
      int[] sizes = new int[partitions];
      for (int i = 0; i < EXAMPLES; i++) {
        sizes[i % partitions]++;
      }
      checkAllWays(spark, sizes);
    }
  }

  @Test
  void withEmptyAndSkewedPartitions(JavaSparkContext spark) {
    checkAllWays(spark, 0, 90, 0, 1, 10, 0);
    checkAllWays(spark, 101, 0);
  }

  @Test
  void theBatchesOfAnEpochAddUpToAllExamplesWithAShortLastOne(JavaSparkContext spark) {
    int[] sizes = {40, 0, 61};
    try (GradientStep step = step(spark, AggregationChoice.always(Aggregation.TREE), 8, sizes)) {
      GradientSum all = new GradientSum();
      int steps = 13; // 12 of 8 and one of 5
      for (int s = 0; s < steps; s++) {
        GradientSum sum = step.compute(parameters, 3, s);
        assertEquals(s < 12 ? 8 : 5, sum.examples());
        all.merge(sum);
      }
      assertSame(all);
    }
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aTaskThatFailsOnceCountsOnce(AggregationChoice choice, JavaSparkContext spark) {
    assertCountsOnce(
        sums(spark, choice, 10, 20, 30),
        () -> {
          throw new IllegalStateException("on purpose");
        });
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aTaskThatFailsOnceItsWorkIsDoneCountsOnce(AggregationChoice choice, JavaSparkContext spark) {
    TaskCompletionListener failing =
        (TaskCompletionListener & Serializable)
            context -> {
              throw new IllegalStateException("on purpose");
            };
    assertCountsOnce(
        sums(spark, choice, 10, 20, 30),
        () -> TaskContext.get().addTaskCompletionListener(failing));
  }

  /** What happens to the first attempt at a task. */
  private interface Mishap extends Serializable {
    void happen();
  }

  private static void assertCountsOnce(PartitionSums sums, Mishap mishap) {
    long examples =
        sums.<Long, Long>sum(
            1L,
            (shared, partition) -> {
              if (partition.index() == 1 && TaskContext.get().attemptNumber() == 0) {
                mishap.happen();
              }
              return shared * partition.training().size();
            },
            Long::sum);
    assertEquals(60, examples);
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aTaskThatAlwaysFailsFailsTheSum(AggregationChoice choice, JavaSparkContext spark) {
    PartitionSums sums = sums(spark, choice, 10, 20, 30);
    SparkException failure =
        failure(
            sums,
            (shared, partition) -> {
              throw new IllegalStateException("on purpose");
            });
    assertTrue(failure.getMessage().contains("on purpose"), failure::getMessage);
  }

  private static SparkException failure(PartitionSums sums, PartitionSums.Term<Long, Long> term) {
    return assertThrows(SparkException.class, () -> sums.<Long, Long>sum(1L, term, Long::sum));
  }

  /** In a notebook, or by the link in Spark's pages. */
  @ParameterizedTest
  @MethodSource("choices")
  void aSumThatIsCancelledIsNotTakenAgain(AggregationChoice choice, JavaSparkContext spark) {
    PartitionSums sums = sums(spark, choice, 10, 20, 30);
    SparkException failure =
        failure(
            sums,
            (shared, partition) -> {
              SparkContext.getOrCreate().cancelAllJobs();
              LockSupport.parkNanos(500_000_000);
              return 1L;
            });
    assertTrue(failure.getMessage().contains("cancelled"), failure::getMessage);
    assertEquals(3, sums.<Long, Long>sum(1L, (shared, partition) -> shared, Long::sum));
  }

  private static PartitionSums sums(
      JavaSparkContext spark, AggregationChoice choice, int... sizes) {
    return new PartitionSums(
        spark,
        spark.parallelize(parts(sizes), sizes.length),
        sizes.length,
        choice,
        new TimeSplit());
  }

  /** Each way to add, and within the process. */
  static List<AggregationChoice> choices() {
    List<AggregationChoice> choices = new ArrayList<>(List.of(AggregationChoice.inProcess()));
    Stream.of(Aggregation.values())
        .filter(way -> way != Aggregation.AUTO)
        .forEach(way -> choices.add(AggregationChoice.always(way)));
    return choices;
  }

  private static void checkAllWays(JavaSparkContext spark, int... sizes) {
    double[] first = null;
    for (AggregationChoice choice : choices()) {
      try (GradientStep step = step(spark, choice, EXAMPLES, sizes)) {
        GradientSum sum = step.compute(parameters, 1, 0);
        assertSame(sum);
        first = first == null ? values(sum.gradient()) : first;
        assertArrayEquals(first, values(sum.gradient()), "bits, " + choice);
      }
    }
  }

  private static GradientStep step(
      JavaSparkContext spark, AggregationChoice choice, int batchSize, int... sizes) {
    BatchPlan plan = new BatchPlan(Arrays.stream(sizes).boxed().toList(), batchSize, 1);
    return new GradientStep(sums(spark, choice, sizes), network, Precision.DOUBLE, plan);
  }

  private static List<ExamplePartition> parts(int... sizes) {
    List<ExamplePartition> parts = new ArrayList<>();
    int from = 0;
    for (int p = 0; p < sizes.length; p++) {
      parts.add(
          new ExamplePartition(p, examples.range(from, from + sizes[p]), examples.range(0, 0)));
      from += sizes[p];
    }
    return parts;
  }

  private static void assertSame(GradientSum sum) {
    assertEquals(expected.examples(), sum.examples());
    assertEquals(expected.correct(), sum.correct());
    assertEquals(expected.loss(), sum.loss(), 1e-12 * expected.loss());
    double[] values = values(expected.gradient());
    double greatest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], sum.gradient().get(i), 1e-12 * greatest, "gradient " + i);
    }
  }

  private static double[] values(Matrix matrix) {
    double[] values = new double[matrix.size()];
    Arrays.setAll(values, matrix::get);
    return values;
  }
}
