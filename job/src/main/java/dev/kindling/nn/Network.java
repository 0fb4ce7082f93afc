package dev.kindling.nn;

import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A feed-forward network: an immutable description of layers and of where each parameter tensor
 * lies in one flat vector. Holds no weights and is shared by all threads.
 */
public final class Network implements Serializable {
  private static final long serialVersionUID = 1;

  private final Shape inputShape;
  private final List<Layer> layers;
  private final Objective objective;
  private final List<Tensor> tensors;
  private final List<Tensor> statistics; // those that are not trained
  private final List<Range> trained;
  private final int[] offsets; // of each layer's slice, and the total at the end

  /**
   * One parameter tensor of a network.
   *
   * @param name {@code layer1.W}, with layers counted from 1
   * @param offset its first element's place in the flat parameter vector
   * @param trained false for a statistic, see {@link Parameter#trained}
   */
  public record Tensor(String name, Shape shape, int offset, boolean trained)
      implements Serializable {
    /** A tensor that the optimizer trains. */
    public Tensor(String name, Shape shape, int offset) {
      this(name, shape, offset, true);
    }
  }

  /** Neighbouring elements of the flat parameter vector, from one on. */
  public record Range(int from, int size) implements Serializable {
    int end() {
      return from + size;
    }
  }

  /**
   * Joins layers to a network.
   *
   * @throws IllegalArgumentException if a layer does not fit the one before it, or all parameters
   *     together do not fit one array
   */
  public Network(Shape inputShape, List<? extends Layer> layers, Loss loss) {
    this(inputShape, layers, new Objective(loss));
  }

  private Network(Shape inputShape, List<? extends Layer> layers, Objective objective) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    this.inputShape = inputShape;
    this.layers = List.copyOf(layers);
    this.objective = objective;
    List<Tensor> found = new ArrayList<>();
    offsets = new int[layers.size() + 1];
    Shape given = inputShape;
    long offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      if (!layer.accepts(given)) {
        throw new IllegalArgumentException(
            "layer %d (%s) takes %s inputs but %s gives %s"
                .formatted(
                    l + 1,
                    layer.kind(),
                    layer.inputShape(),
                    l == 0 ? "the data" : "layer " + l,
                    given));
      }
      for (Parameter parameter : layer.parameters()) {
        found.add(
            new Tensor(
                "layer" + (l + 1) + "." + parameter.name(),
                parameter.shape(),
                (int) offset,
                parameter.trained()));
        offset += parameter.shape().size();
        if (offset > Integer.MAX_VALUE) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "up to layer %d (%s) there are %,d parameters, but at most 2,147,483,647 fit",
                  l + 1,
                  layer.kind(),
                  offset));
        }
      }
      offsets[l + 1] = (int) offset;
      given = layer.outputShape();
    }
    tensors = List.copyOf(found);
    statistics = tensors.stream().filter(tensor -> !tensor.trained()).toList();
    trained = trained(tensors);
  }

  private static List<Range> trained(List<Tensor> tensors) {
    List<Range> ranges = new ArrayList<>();
    for (Tensor tensor : tensors) {
      int last = ranges.size() - 1;
      int size = tensor.shape().size();
      if (!tensor.trained()) {
        continue;
      } else if (last >= 0 && ranges.get(last).end() == tensor.offset()) {
        ranges.set(last, new Range(ranges.get(last).from(), ranges.get(last).size() + size));
      } else {
        ranges.add(new Range(tensor.offset(), size));
      }
    }
    return List.copyOf(ranges);
  }

  public Shape inputShape() {
    return inputShape;
  }

  public List<Layer> layers() {
    return layers;
  }

  /** The loss of an example, neither weighted nor smoothed. */
  public Loss loss() {
    return objective.loss();
  }

  /**
   * This network, whose training minimises a weighted loss of smoothed labels.
   *
   * @param classWeights {@code [K]}: what an example of each class counts; null for 1 each
   * @param labelSmoothing how much of a label is spread evenly over all classes
   */
  public Network minimising(double[] classWeights, double labelSmoothing) {
    if (classWeights != null && classWeights.length != classes()) {
      throw new IllegalArgumentException(
          classWeights.length + " class weights for " + classes() + " classes");
    }
    return new Network(inputShape, layers, new Objective(loss(), classWeights, labelSmoothing, 1));
  }

  /**
   * This network, whose training minimises its loss of numbers in such a unit of theirs.
   *
   * @param unit above 0
   */
  public Network minimisingIn(double unit) {
    return new Network(inputShape, layers, new Objective(loss(), null, 0, unit));
  }

  /** What the losses of training are divided by: the square of the targets' unit. */
  public double lossUnit() {
    return objective.unit() * objective.unit();
  }

  /** The number of outputs. */
  public int outputs() {
    return layers.get(layers.size() - 1).outputShape().size();
  }

  /** How many classes the outputs tell apart; 0 for a network whose targets are numbers. */
  public int classes() {
    return loss().classes(outputs());
  }

  /** The parameter tensors in the order in which they lie in the flat vector. */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Where the parameters lie that an optimizer trains: all but statistics, in order. */
  public List<Range> trained() {
    return trained;
  }

  public int parameterCount() {
    return offsets[layers.size()];
  }

  /** A workspace for passes in the given precision. */
  public Workspace workspace(Precision precision) {
    return new Workspace(this, precision);
  }

  /** New parameters; each tensor's values depend on the seed and the tensor's place alone. */
  public Matrix initialize(Precision precision, long seed) {
    Matrix parameters = precision.vector(parameterCount());
    int tensor = 0;
    for (Layer layer : layers) {
      for (Parameter parameter : layer.parameters()) {
        Matrix values = parameters.view(tensors.get(tensor).offset(), 1, parameter.shape().size());
        parameter.initializer().fill(values, Seeds.generator(seed, "initialize", tensor));
        tensor++;
      }
    }
    return parameters;
  }

  /** Whether a layer is in the unit of the targets, which are numbers then. */
  public boolean adaptsToTargets() {
    return layers.stream().anyMatch(Layer::adaptsToTargets);
  }

  /** The unit that such parameters give the outputs, above 0; 1 where no layer has one. */
  public double targetUnit(Matrix parameters) {
    double unit = 1;
    for (int l = 0; l < layers.size(); l++) {
      unit *= layers.get(l).targetUnit(slice(parameters, l));
    }
    return unit;
  }

  /**
   * Tells the layers of the training targets, before the first step.
   *
   * @param parameters {@code [1 x P]}, changed
   * @param mean of the targets
   * @param deviation above 0
   */
  public void adapt(Matrix parameters, double mean, double deviation) {
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).adapt(slice(parameters, l), mean, deviation);
    }
  }

  /**
   * Refuses parameters that training cannot have come to.
   *
   * @throws IllegalArgumentException naming the layer, the tensor and the value
   */
  public void check(Matrix parameters) {
    for (int l = 0; l < layers.size(); l++) {
      try {
        layers.get(l).check(slice(parameters, l));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "layer %d (%s) %s".formatted(l + 1, layers.get(l).kind(), e.getMessage()), e);
      }
    }
  }

  /** The outputs {@code [N x K]} for the batch in the workspace: logits, before any softmax. */
  public Matrix forward(Matrix parameters, Workspace workspace) {
    return forward(parameters, workspace, false);
  }

  private Matrix forward(Matrix parameters, Workspace workspace, boolean training) {
    for (int l = 0; l < layers.size(); l++) {
      layers
          .get(l)
          .forward(
              slice(parameters, l),
              workspace.value(l),
              workspace.value(l + 1),
              workspace.enter(l, training));
    }
    return workspace.value(layers.size());
  }

  /**
   * A forward and backward pass over the batch in the workspace: adds its weighted loss and
   * gradient, its weight, and the counts of examples to the sum.
   */
  public void addGradient(Matrix parameters, Workspace workspace, GradientSum sum) {
    Matrix outputs = forward(parameters, workspace, true); // [N x K]
    int top = layers.size();
    workspace.gradient(top).copyFrom(outputs);
    double batchLoss =
        objective.lossAndGradient(
            workspace.gradient(top), workspace.targets(), workspace.weights());
    Matrix gradient = sum.gradientLike(parameters);
    for (int l = top - 1; l >= 0; l--) {
      layers
          .get(l)
          .backward(
              slice(parameters, l),
              workspace.value(l),
              workspace.value(l + 1),
              workspace.gradient(l + 1),
              workspace.gradient(l),
              slice(gradient, l),
              workspace.enter(l, true));
    }
    sum.count(
        batchLoss,
        objective.totalWeight(workspace.targets(), outputs.rows()),
        correct(outputs, workspace.targets().values()),
        outputs.rows());
  }

  /**
   * Where in a pass over the batch in the workspace numbers first are not finite, in the order in
   * which they are computed; null for nowhere. Explains what {@link #addGradient} came to.
   */
  public String firstNotFinite(Matrix parameters, Workspace workspace) {
    GradientSum alone = new GradientSum();
    addGradient(parameters, workspace, alone);
    for (int l = 0; l <= layers.size(); l++) {
      if (!workspace.value(l).isFinite()) {
        return l == 0 ? "the inputs" : "the outputs of " + name(l - 1);
      }
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      if (!slice(alone.gradient(), l).isFinite()) {
        return "the gradients of " + name(l);
      }
    }
    return null;
  }

  private String name(int layer) {
    return "layer %d (%s)".formatted(layer + 1, layers.get(layer).kind());
  }

  /** The loss sum that {@link #addGradient} differentiates. */
  double loss(Matrix parameters, Workspace workspace) {
    return objective.lossAndGradient(
        forward(parameters, workspace, true), workspace.targets(), workspace.weights());
  }

  /**
   * Moves the statistics in the parameters by what a sum over examples has for them, and clears it
   * there: the gradient that is left belongs to the optimizer alone.
   */
  public void moveStatistics(Matrix parameters, GradientSum sum) {
    for (Tensor tensor : statistics) {
      Matrix moved = sum.gradient().view(tensor.offset(), 1, tensor.shape().size());
      parameters
          .view(tensor.offset(), 1, tensor.shape().size())
          .addScaled(-1.0 / sum.examples(), moved);
      moved.fill(0);
    }
  }

  private long correct(Matrix outputs, double[] targets) {
    long correct = 0;
    for (int row = 0; row < outputs.rows(); row++) {
      if (objective.loss().predicted(outputs, row) == targets[row]) {
        correct++;
      }
    }
    return correct;
  }

  private Matrix slice(Matrix parameters, int layer) {
    return parameters.view(offsets[layer], 1, offsets[layer + 1] - offsets[layer]);
  }
}
