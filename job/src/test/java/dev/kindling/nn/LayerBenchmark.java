package dev.kindling.nn;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Microseconds that each layer takes for a block of 128 examples, forward and backward: {@code
 * scripts/bench layers}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerBenchmark {
  private static final int EXAMPLES = 128;

  /** Layers as configurations have them. */
  public enum Kind {
    DENSE_SIGMOID("784", "dense: {units: 256, activation: sigmoid}"),
    DENSE_RELU("784", "dense: {units: 256, activation: relu}"),
    CONV2D("[8, 14, 14]", "conv2d: {filters: 16, kernel: 5, padding: 2, activation: relu}"),
    MAX_POOL2D("[8, 28, 28]", "max_pool2d: {size: 2}"),
    AVERAGE_POOL2D("[8, 28, 28]", "average_pool2d: {size: 2}"),
    BATCH_NORM("[8, 28, 28]", "batch_norm: {}"),
    LAYER_NORM("[8, 28, 28]", "layer_norm: {}"),
    LEAKY_RELU("6272", "leaky_relu: {}"),
    DROPOUT("6272", "dropout: {rate: 0.5}");

    private final String input;
    private final String layer;

    Kind(String input, String layer) {
      this.input = input;
      this.layer = layer;
    }

    Network network() {
      String text = "input: %s\nlayers:\n  - %s\n  - dense: {units: 10}".formatted(input, layer);
      return NetworkConfig.read(Section.parse(name(), text), Loss.SOFTMAX_CROSS_ENTROPY);
    }
  }

  @Param Kind kind;

  private Layer layer;
  private Matrix parameters; // [1 x P]
  private Matrix dparameters;
  private Matrix x; // [N x D]
  private Matrix y; // [N x M]
  private Matrix upstream; // [N x M]
  private Matrix dy; // [N x M]
  private Matrix dx; // [N x D]
  private Pass pass;
  private int[] examples;

  @Setup
  public void setUp() {
    Network network = kind.network();
    layer = network.layers().get(0);
    int count = layer.parameters().stream().mapToInt(each -> each.shape().size()).sum();
    parameters = network.initialize(Precision.FLOAT, 1).view(0, 1, count);
    dparameters = Precision.FLOAT.vector(count);
    x = random(layer.inputShape().size());
    y = random(layer.outputShape().size());
    upstream = random(layer.outputShape().size());
    dy = random(layer.outputShape().size());
    dx = random(layer.inputShape().size());
    pass = new Pass(Precision.FLOAT);
    examples = new int[EXAMPLES];
    forward();
  }

  private static Matrix random(int width) {
    Matrix matrix = Precision.FLOAT.zeros(EXAMPLES, width);
    SplittableRandom random = new SplittableRandom(width);
    for (int i = 0; i < matrix.size(); i++) {
      matrix.set(i, random.nextDouble(-1, 1));
    }
    return matrix;
  }

  @Benchmark
  public Matrix forward() {
    layer.forward(parameters, x, y, pass.enter(0, true, 1, examples));
    return y;
  }

  @Benchmark
  public Matrix backward() {
    dy.copyFrom(upstream); // a layer may scale it where it lies
    layer.backward(parameters, x, y, dy, dx, dparameters, pass.enter(0, true, 1, examples));
    return dx;
  }
}
