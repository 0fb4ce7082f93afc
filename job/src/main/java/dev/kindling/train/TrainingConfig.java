package dev.kindling.train;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.optim.Lbfgs;
import dev.kindling.optim.Optimizer;
import dev.kindling.optim.OptimizerConfig;
import dev.kindling.optim.OptimizerState;
import dev.kindling.optim.Schedule;
import dev.kindling.optim.ScheduleConfig;
import dev.kindling.optim.Sgd;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The {@code training} section of a configuration.
 *
 * @param classWeights what an example of each class counts, or null for 1 each
 * @param labelSmoothing how much of a label is spread evenly over all classes
 * @param schedule of the learning rate
 * @param plateau when the learning rate is lowered as well, or null
 * @param clipNorm the greatest length of a gradient; infinite for any
 * @param earlyStopping when training ends before its last epoch, or null
 * @param initialModel the folder of a model to go on from, or null for new parameters
 * @param gate what a model must reach to be published, or null for nothing
 * @param onDivergence what becomes of training that diverges
 * @param checkpoint when training saves what it has come to
 * @param batchSize examples per step over all partitions; more than there are for all of them
 * @param localSteps steps that each partition takes on its own between two synchronisations
 * @param outerOptimizer what takes the step from the parameters before local steps to the average
 *     after them; null to take the average itself
 * @param aggregation how the partitions' results are added; never changes the sum
 * @param tensorboard whether the run writes what TensorBoard reads
 */
public record TrainingConfig(
    Loss loss,
    Reduction reduction,
    ClassWeights classWeights,
    double labelSmoothing,
    Optimizer optimizer,
    Schedule schedule,
    Plateau plateau,
    double clipNorm,
    Watch earlyStopping,
    String initialModel,
    QualityGate gate,
    OnDivergence onDivergence,
    CheckpointConfig checkpoint,
    int batchSize,
    int epochs,
    int partitions,
    int localSteps,
    Sgd outerOptimizer,
    Aggregation aggregation,
    boolean tensorboard,
    long seed) {

  /** Whether the loss of a batch is the mean or the sum of its examples' losses. */
  public enum Reduction {
    MEAN,
    SUM;

    /**
     * What a sum over examples that count so much together is to be multiplied by: 0 for a mean of
     * examples that count nothing, so that their step has the gradient 0.
     */
    public double factor(double weight) {
      if (this == SUM) {
        return 1;
      }
      return weight == 0 ? 0 : 1 / weight;
    }

    /** As a configuration has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MOST = Integer.MAX_VALUE;

  public static TrainingConfig read(Section training) {
    Loss loss = training.choice("loss", Loss.SOFTMAX_CROSS_ENTROPY, Loss.class);
    Optimizer optimizer = OptimizerConfig.read(training);
    return new TrainingConfig(
        loss,
        training.choice("loss_reduction", Reduction.MEAN, Reduction.class),
        ClassWeights.read(training),
        training.fraction("label_smoothing", 0),
        optimizer,
        ScheduleConfig.read(training),
        training.has("reduce_on_plateau")
            ? Plateau.read(training.section("reduce_on_plateau"))
            : null,
        training.positive("clip_norm", Double.POSITIVE_INFINITY),
        training.has("early_stopping") ? Watch.read(training.section("early_stopping")) : null,
        initialModel(training),
        QualityGate.read(training, loss),
        training.choice(OnDivergence.KEY, OnDivergence.STOP, OnDivergence.class),
        CheckpointConfig.read(training.sectionOrEmpty("checkpoint")),
        optimizer instanceof Lbfgs ? MOST : training.integer("batch_size", 64, 1, MOST),
        training.integer("epochs", 10, 0, MOST),
        training.integer("partitions", 4, 1, 100_000),
        training.integer("local_steps", 1, 1, MOST),
        OptimizerConfig.readOuter(training),
        training.choice("aggregation", Aggregation.AUTO, Aggregation.class),
        training.bool("tensorboard", false),
        seed(training));
  }

  private static String initialModel(Section training) {
    String folder = training.string("initial_model", null);
    if (folder != null && folder.isBlank()) {
      throw training.error("initial_model", "must be the folder of a model, or left out");
    }
    return folder;
  }

  /** The seed of a {@code training} section, of which the rest may not be legal. */
  public static long seed(Section training) {
    return training.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** How the sums of this training are taken, see {@link AggregationChoice#of}. */
  AggregationChoice choice(JavaSparkContext spark, int parameters, AggregationChoice.Told told) {
    return AggregationChoice.of(spark, aggregation, partitions, returnedBytes(parameters), told);
  }

  /** How many bytes a partition gives back at once. */
  long returnedBytes(int parameters) {
    return (long) returnedVectors() * parameters * Float.BYTES;
  }

  /** How many vectors as long as the parameters a partition gives back at once. */
  int returnedVectors() {
    return localSteps > 1 ? 1 + optimizer.stateVectors() : 1;
  }

  /** What the optimizer, and after it the outer one, remembers before the first step. */
  OptimizerState initialState(Matrix parameters) {
    OptimizerState state = optimizer.initialState(parameters);
    return outerOptimizer == null ? state : state.with(outerOptimizer.initialState(parameters));
  }

  /** The network with what this configuration has training minimise on the data. */
  public Network minimising(Network network, Dataset data) {
    return network.minimising(classWeights == null ? null : classWeights.of(data), labelSmoothing);
  }
}
