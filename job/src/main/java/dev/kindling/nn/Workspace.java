package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Everything that a pass over one batch writes, except its result: the input, the activations of
 * each layer (the tape), their gradients, and the layers' scratch memory. Belongs to one task at a
 * time and is reused from batch to batch: it grows to the largest batch it has seen and from then
 * on allocates no arrays.
 */
public final class Workspace {
  /** Numbers of the tape that are worth having in the caches at once, more or less. */
  private static final int TAPE = 1 << 20;

  private static final int MOST_ROWS = 512;

  private final Precision precision;
  private final int[] widths; // of the input, then of each layer's output
  private final boolean mixesExamples;
  private final Matrix[] storage;
  private final Matrix[] values; // views of storage: values[l] is the input of layer l

  // With respect to values, in turns in two arrays; made at the first gradient: who only predicts
  // does without.
  private final Matrix[] gradients;

  private final Pass pass;
  private Targets targets = Targets.room(0);
  private int[] examples = new int[0];
  private double[] weights = new double[0];
  private long seed;
  private int capacity = -1;
  private int rows = -1;

  Workspace(Network network, Precision precision) {
    this.precision = precision;
    pass = new Pass(precision);
    mixesExamples = network.layers().stream().anyMatch(Layer::mixesExamples);
    int layers = network.layers().size();
    widths = new int[layers + 1];
    widths[0] = network.inputShape().size();
    for (int l = 0; l < layers; l++) {
      widths[l + 1] = network.layers().get(l).outputShape().size();
    }
    storage = new Matrix[layers + 3];
    values = new Matrix[layers + 1];
    gradients = new Matrix[layers + 1];
  }

  /** How many examples to pass through the network at once, so that the caches hold them. */
  public int blockRows() {
    return Math.max(
        1, Math.min(MOST_ROWS, (int) (TAPE / IntStream.of(widths).asLongStream().sum())));
  }

  /**
   * In how many equal blocks so many examples pass through the network in training. Where a layer
   * looks from one example to another, all of them together: what it learns from must be decided by
   * the configuration, not by the size of a cache.
   */
  public int trainingBlocks(int examples) {
    int most = mixesExamples ? Math.max(1, examples) : blockRows();
    return (int) (((long) examples + most - 1) / most);
  }

  /**
   * Makes room for a batch and returns its input, {@code [rows x D]}, for the caller to fill
   * together with the first {@code rows} of {@link #targets}.
   */
  public Matrix resize(int rows) {
    if (rows > capacity) {
      allocate(rows);
    }
    if (rows != this.rows) {
      this.rows = rows;
      for (int l = 0; l < values.length; l++) {
        values[l] = storage[l].view(0, rows, widths[l]);
      }
      Arrays.fill(gradients, null);
    }
    return values[0];
  }

  private void allocate(int rows) {
    for (int l = 0; l < values.length; l++) {
      storage[l] = precision.zeros(rows, widths[l]);
    }
    Arrays.fill(storage, values.length, storage.length, null);
    targets = Targets.room(rows);
    examples = new int[rows];
    weights = new double[rows];
    capacity = rows;
    this.rows = -1;
  }

  private Matrix gradientStorage(int l) {
    int turn = values.length + l % 2;
    if (storage[turn] == null) {
      int widest = IntStream.of(widths).skip(1).max().orElse(0);
      storage[turn] = precision.zeros(capacity, widest);
    }
    return storage[turn];
  }

  /** Makes the next passes compute the gradient with respect to the input as well. */
  Matrix wantInputGradient() {
    gradients[0] = precision.zeros(rows, widths[0]);
    return gradients[0];
  }

  /** The input of the current batch, {@code [N x D]}. */
  public Matrix input() {
    return values[0];
  }

  /** The number of examples of the current batch. */
  public int rows() {
    return rows;
  }

  /** The targets of the rows of the current batch; may be longer than the batch. */
  public Targets targets() {
    return targets;
  }

  /**
   * Numbers that tell the examples of the batch apart, for layers that draw random numbers; may be
   * longer than the batch.
   */
  public int[] examples() {
    return examples;
  }

  /** Room for what each example of the batch counts in the end. */
  double[] weights() {
    return weights;
  }

  /** The seed for layers that draw random numbers, together with {@link #examples}. */
  public void seed(long seed) {
    this.seed = seed;
  }

  /** Readies the pass for a layer. */
  Pass enter(int l, boolean training) {
    return pass.enter(l, training, seed, examples);
  }

  /** The input of layer l, which is the output of the layer before it; {@code [N x D]}. */
  Matrix value(int l) {
    return values[l];
  }

  /** The gradient with respect to {@link #value}; null for an input's that nobody asked for. */
  Matrix gradient(int l) {
    if (l > 0 && gradients[l] == null) {
      gradients[l] = gradientStorage(l).view(0, rows, widths[l]);
    }
    return gradients[l];
  }
}
