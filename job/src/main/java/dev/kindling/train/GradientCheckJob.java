package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.data.Examples;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientCheck;
import dev.kindling.nn.GradientCheck.Comparison;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Layer;
import dev.kindling.nn.Network;
import dev.kindling.nn.Permutation;
import dev.kindling.nn.Seeds;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Targets;
import dev.kindling.nn.Workspace;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Proves a network's gradients on a sample of its data, in double: the analytic gradient against
 * central differences, for the parameters and for the input; and the gradient that comes out of
 * Spark's sum over several partitions, one of them empty, against the one computed on a single
 * machine.
 */
public final class GradientCheckJob {
  /** How far apart the distributed and the single-machine gradient may be: rounding. */
  public static final double DISTRIBUTED_TOLERANCE = 1e-12;

  private static final int SAMPLE = 16;
  private static final int PARTS = 4;

  private static final List<Aggregation> WAYS =
      List.of(Aggregation.FLAT, Aggregation.TREE, Aggregation.EXECUTOR, Aggregation.SLICED);

  /**
   * What was found for one tensor.
   *
   * @param offset where the tensor begins in the vector that the comparisons' indices refer to
   * @param checked entries that were compared
   * @param worst the comparison with the greatest error that is no kink, null if all are kinks
   * @param failed how many of them do not hold
   */
  public record TensorResult(
      String tensor,
      Shape shape,
      int offset,
      int checked,
      int kinks,
      Comparison worst,
      int failed) {

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("tensor", tensor);
      map.put("shape", shape.sides());
      map.put("checked", checked);
      map.put("kinks", kinks);
      map.put("failed", failed);
      map.put("worst_error", worst == null ? null : worst.error());
      map.put("worst_at", worst == null ? null : worstAt());
      map.put("analytic", worst == null ? null : worst.analytic());
      map.put("numeric", worst == null ? null : worst.numeric());
      return map;
    }

    /** Where in the tensor the worst comparison is, such as {@code [3, 4]}. */
    public List<Integer> worstAt() {
      LinkedList<Integer> at = new LinkedList<>();
      int index = worst.index() - offset;
      for (int side = shape.sides().size() - 1; side >= 0; side--) {
        at.addFirst(index % shape.sides().get(side));
        index /= shape.sides().get(side);
      }
      return at;
    }
  }

  /**
   * The outcome.
   *
   * @param distributedError the greatest difference between the two gradients, relative to the
   *     greatest entry
   */
  public record Result(List<TensorResult> tensors, double distributedError, int examples) {

    /** Whether entries away from kinks were compared, and everything that was holds. */
    public boolean holds() {
      return tensors.stream().anyMatch(t -> t.checked() > t.kinks())
          && tensors.stream().allMatch(t -> t.checked() > 0 && t.failed() == 0)
          && distributedError <= DISTRIBUTED_TOLERANCE;
    }

    /** For programs: plain maps, lists, texts and numbers. */
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("holds", holds());
      map.put("examples", examples);
      map.put("tolerance", GradientCheck.TOLERANCE);
      map.put("tensors", tensors.stream().map(TensorResult::toMap).toList());
      map.put("distributed_error", distributedError);
      map.put("distributed_tolerance", DISTRIBUTED_TOLERANCE);
      return map;
    }
  }

  /** What the tasks share. */
  private record Shared(Network network, Matrix parameters, Matrix input, Targets targets)
      implements Serializable {
    GradientCheck check() {
      return new GradientCheck(network, parameters, input, targets);
    }

    /** The same around 0: far from it, differences of losses would lose their digits. */
    Shared centered(TargetScale scale) {
      Matrix around0 = parameters.copy();
      network.adapt(around0, 0, scale.unit());
      double[] values = Arrays.stream(targets.values()).map(t -> t - scale.mean()).toArray();
      return new Shared(network, around0, input, new Targets(values, targets.weights()));
    }
  }

  private GradientCheckJob() {}

  /**
   * Runs the check.
   *
   * @param most how many parameters to compare at most; of more, a sample from each tensor
   */
  public static Result run(
      JavaSparkContext spark, Network network, Dataset data, long seed, int most) {
    Examples sample = sample(data);
    Matrix input = Precision.DOUBLE.zeros(sample.size(), network.inputShape().size()); // [N x D]
    Targets targets = Targets.room(sample.size());
    for (int row = 0; row < sample.size(); row++) {
      sample.copy(row, input, targets, row);
    }
    TargetScale scale = TargetScale.of(network, data);
    Matrix initial = TargetScale.initialize(network, Precision.DOUBLE, scale, seed);
    Shared shared = new Shared(network, initial, input, targets);
    Broadcast<Shared> broadcast = spark.broadcast(scale == null ? shared : shared.centered(scale));
    List<TensorResult> tensors = new ArrayList<>();
    List<Network.Tensor> trained =
        network.tensors().stream().filter(Network.Tensor::trained).toList();
    for (Network.Tensor tensor : trained) {
      int count = share(tensor.shape().size(), network.parameterCount(), most);
      tensors.add(compare(spark, broadcast, tensor, count, seed, GradientCheck::parameter));
    }
    Network.Tensor all = new Network.Tensor("input", Shape.of(input.rows(), input.cols()), 0);
    tensors.add(compare(spark, broadcast, all, most, seed, GradientCheck::input));
    broadcast.destroy(true);
    return new Result(tensors, distributedError(spark, shared, sample, seed), sample.size());
  }

  private static Examples sample(Dataset data) {
    int each = Math.max(1, SAMPLE / data.trainingSizes().size());
    List<Examples> parts =
        data.partitions().map(part -> part.training().range(0, each)).take(SAMPLE);
    Examples all = Examples.concatenate(parts);
    return all.range(0, SAMPLE);
  }

  /** How many of a tensor's entries to compare when so many of all may be. */
  private static int share(int size, int all, int most) {
    return all <= most ? size : Math.max(1, (int) ((long) most * size / all));
  }

  /** How a task compares one entry. */
  @FunctionalInterface
  private interface Entry extends Serializable {
    Comparison compare(GradientCheck check, int index);
  }

  private static TensorResult compare(
      JavaSparkContext spark,
      Broadcast<Shared> shared,
      Network.Tensor tensor,
      int count,
      long seed,
      Entry entry) {
    int size = tensor.shape().size();
    Permutation order = new Permutation(size, Seeds.derive(seed, "gradient check"));
    List<Integer> indices =
        IntStream.range(0, Math.min(size, count))
            .mapToObj(i -> tensor.offset() + (int) order.apply(i))
            .toList();
    List<Comparison> comparisons =
        spark
            .parallelize(indices)
            .mapPartitions(
                part -> {
                  GradientCheck check = shared.value().check();
                  List<Comparison> found = new ArrayList<>();
                  part.forEachRemaining(index -> found.add(entry.compare(check, index)));
                  return found.iterator();
                })
            .collect();
    Comparison worst = null;
    for (Comparison comparison : comparisons) {
      if (!comparison.kink() && (worst == null || !(comparison.error() <= worst.error()))) {
        worst = comparison;
      }
    }
    return new TensorResult(
        tensor.name(),
        tensor.shape(),
        tensor.offset(),
        comparisons.size(),
        (int) comparisons.stream().filter(Comparison::kink).count(),
        worst,
        (int) comparisons.stream().filter(comparison -> !comparison.holds()).count());
  }

  private static double distributedError(
      JavaSparkContext spark, Shared shared, Examples sample, long seed) {
    List<ExamplePartition> parts = parts(sample);
    BatchPlan everything =
        new BatchPlan(
            parts.stream().map(part -> part.training().size()).toList(), sample.size(), seed);
    boolean independent =
        shared.network().layers().stream().allMatch(Layer::examplesAreIndependent);
    Matrix expected =
        independent ? shared.check().gradient() : onOneMachine(shared, parts, everything);
    double worst = 0;
    for (Aggregation way : WAYS) {
      Matrix distributed = distributed(spark, shared, parts, everything, way);
      double greatest = 0;
      double difference = 0;
      for (int i = 0; i < expected.size(); i++) {
        greatest = Math.max(greatest, Math.abs(expected.get(i)));
        difference = Math.max(difference, Math.abs(expected.get(i) - distributed.get(i)));
      }
      worst = Math.max(worst, difference == 0 ? 0 : difference / greatest);
    }
    return worst;
  }

  /** The sample in parts, of which the first is empty. */
  private static List<ExamplePartition> parts(Examples sample) {
    List<ExamplePartition> parts = new ArrayList<>();
    for (int p = 0; p < PARTS; p++) {
      int from = Math.max(0, p - 1) * sample.size() / (PARTS - 1);
      int to = p * sample.size() / (PARTS - 1);
      parts.add(new ExamplePartition(p, sample.range(from, to), sample.range(0, 0)));
    }
    return parts;
  }

  /** The gradient without Spark, part after part, where it depends on the parts. */
  private static Matrix onOneMachine(
      Shared shared, List<ExamplePartition> parts, BatchPlan everything) {
    Workspace workspace = shared.network().workspace(Precision.DOUBLE);
    GradientSum sum = new GradientSum();
    for (ExamplePartition part : parts) {
      everything
          .slice(part, 1, 0)
          .addGradient(shared.network(), shared.parameters(), workspace, sum);
    }
    return sum.gradient();
  }

  /** The gradient as Spark adds it. */
  private static Matrix distributed(
      JavaSparkContext spark,
      Shared shared,
      List<ExamplePartition> parts,
      BatchPlan everything,
      Aggregation way) {
    JavaRDD<ExamplePartition> partitions = spark.parallelize(parts, PARTS);
    try (GradientStep step =
        new GradientStep(
            new PartitionSums(
                spark, partitions, PARTS, AggregationChoice.always(way), new TimeSplit()),
            shared.network(),
            Precision.DOUBLE,
            everything)) {
      return step.compute(shared.parameters(), 1, 0).gradient();
    }
  }
}
