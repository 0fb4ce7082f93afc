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
import dev.kindling.testing.SparkExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    data.release();
    expected = new GradientSum();
    Workspace workspace = network.workspace(Precision.DOUBLE);
    Matrix input = workspace.resize(EXAMPLES);
    for (int row = 0; row < EXAMPLES; row++) {
      examples.copy(row, input, workspace.targets(), row);
    }
    network.addGradient(parameters, workspace, expected);
  }

  @Test
  void forAnyNumberOfPartitionsAndAnyDepth(JavaSparkContext spark) {
    for (int partitions : new int[] {1, 2, 7, 16}) {
      int[] sizes = new int[partitions];
      for (int i = 0; i < EXAMPLES; i++) {
        sizes[i % partitions]++;
      }
      checkAllDepths(spark, sizes);
    }
  }

  @Test
  void withEmptyAndSkewedPartitions(JavaSparkContext spark) {
    checkAllDepths(spark, 0, 90, 0, 1, 10, 0);
    checkAllDepths(spark, 101, 0);
  }

  @Test
  void theBatchesOfAnEpochAddUpToAllExamplesWithAShortLastOne(JavaSparkContext spark) {
    int[] sizes = {40, 0, 61};
    try (GradientStep step = step(spark, 2, 8, sizes)) {
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
  @ValueSource(ints = {PartitionSums.IN_PROCESS, 2})
  void aTaskThatFailsOnceCountsOnce(int depth, JavaSparkContext spark) {
    PartitionSums sums = sums(spark, depth, 10, 20, 30);
    long examples =
        sums.<Long, Long>sum(
            1L,
            (shared, partition) -> {
              if (partition.index() == 1 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("on purpose");
              }
              return shared * partition.training().size();
            },
            Long::sum);
    assertEquals(60, examples);
  }

  @ParameterizedTest
  @ValueSource(ints = {PartitionSums.IN_PROCESS, 2})
  void aTaskThatAlwaysFailsFailsTheSum(int depth, JavaSparkContext spark) {
    PartitionSums sums = sums(spark, depth, 10, 20, 30);
    SparkException failure =
        assertThrows(
            SparkException.class,
            () ->
                sums.<Long, Long>sum(
                    1L,
                    (shared, partition) -> {
                      throw new IllegalStateException("on purpose");
                    },
                    Long::sum));
    assertTrue(failure.getMessage().contains("on purpose"), failure::getMessage);
  }

  private static PartitionSums sums(JavaSparkContext spark, int depth, int... sizes) {
    return new PartitionSums(
        spark, spark.parallelize(parts(sizes), sizes.length), sizes.length, depth, new TimeSplit());
  }

  private static void checkAllDepths(JavaSparkContext spark, int... sizes) {
    double[][] gradients = new double[4][];
    for (int depth = PartitionSums.IN_PROCESS; depth <= 3; depth++) {
      try (GradientStep step = step(spark, depth, EXAMPLES, sizes)) {
        GradientSum sum = step.compute(parameters, 1, 0);
        assertSame(sum);
        gradients[depth] = values(sum.gradient());
      }
    }
    for (int depth = 1; depth <= 3; depth++) {
      assertArrayEquals(
          gradients[0], gradients[depth], "bits, within the process and depth " + depth);
    }
  }

  private static GradientStep step(JavaSparkContext spark, int depth, int batchSize, int... sizes) {
    BatchPlan plan = new BatchPlan(Arrays.stream(sizes).boxed().toList(), batchSize, 1);
    return new GradientStep(sums(spark, depth, sizes), network, Precision.DOUBLE, plan);
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
