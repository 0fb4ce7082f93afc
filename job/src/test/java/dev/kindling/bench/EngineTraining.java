package dev.kindling.bench;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.GradientSum;
import dev.kindling.nn.Network;
import dev.kindling.nn.Workspace;
import dev.kindling.optim.GradientOptimizer;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.Sgd;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Training by the engine without Spark: each thread has its part of every batch, the sums of the
 * threads are added, the optimizer takes a step.
 */
final class EngineTraining implements Speed {
  private final Threads threads;
  private final Network network;
  private final Part[] parts;
  private final Matrix parameters;
  private final GradientOptimizer optimizer = new Sgd(0.05, 0.9, false, 0);
  private final OptimizerState state;
  private long processorTime; // nanoseconds of the latest measurement
  private double microseconds;

  EngineTraining(Workload workload, int batchSize, Threads threads) {
    this.threads = threads;
    this.network = workload.network();
    this.parameters = network.initialize(Precision.FLOAT, 1);
    this.state = optimizer.initialState(parameters);
    int rows = batchSize / threads.count();
    this.parts =
        Stream.generate(() -> new Part(network, rows)).limit(threads.count()).toArray(Part[]::new);
  }

  /** A thread's examples, as random as its labels, and what it needs to work on them. */
  private static final class Part {
    final GradientSum sum = new GradientSum();
    private final Network network;
    private final Workspace workspace;
    private final Matrix x; // [N x D]
    private final double[] labels;

    Part(Network network, int rows) {
      this.network = network;
      this.workspace = network.workspace(Precision.FLOAT);
      this.x = Precision.FLOAT.zeros(rows, network.inputShape().size());
      SplittableRandom random = new SplittableRandom(rows);
      for (int i = 0; i < x.size(); i++) {
        x.set(i, random.nextDouble());
      }
      this.labels = random.ints(rows, 0, network.outputs()).asDoubleStream().toArray();
    }

    void computeGradient(Matrix parameters) {
      sum.reset();
      int blocks = workspace.trainingBlocks(x.rows());
      for (int block = 0; block < blocks; block++) {
        int from = x.rows() * block / blocks;
        int rows = x.rows() * (block + 1) / blocks - from;
        workspace.resize(rows).copyRange(0, x, from * x.cols(), rows * x.cols());
        System.arraycopy(labels, from, workspace.targets().values(), 0, rows);
        network.addGradient(parameters, workspace, sum);
      }
    }
  }

  /** Examples per second. */
  @Override
  public double measure(double seconds) throws Exception {
    long start = System.nanoTime();
    long examples = 0;
    processorTime = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      examples += step();
    }
    microseconds = processorTime / 1e3 / examples;
    return examples * 1e9 / (System.nanoTime() - start);
  }

  /**
   * The processor time of an example in the latest measurement, which others' work leaves alone.
   */
  double microseconds() {
    return microseconds;
  }

  private long step() throws Exception {
    processorTime += threads.run(thread -> parts[thread].computeGradient(parameters));
    Matrix gradient = parts[0].sum.gradient();
    long examples = parts[0].sum.examples();
    for (int p = 1; p < parts.length; p++) {
      gradient.addScaled(1, parts[p].sum.gradient());
      examples += parts[p].sum.examples();
    }
    gradient.scale(1.0 / examples);
    optimizer.step(parameters, gradient, state, optimizer.learningRate());
    return examples;
  }
}
