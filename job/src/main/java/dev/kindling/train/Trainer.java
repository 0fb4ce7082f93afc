package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.evaluation.Evaluation;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.optim.Lbfgs;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The training loop. */
public final class Trainer {

  /** Hears of the progress of training, on the thread that trains. */
  public interface Listener {
    /** Hears nothing. */
    Listener SILENT =
        new Listener() {
          @Override
          public void steps(int epoch, int done, int ofEpoch) {}

          @Override
          public void epoch(EpochMetrics metrics) {}
        };

    /** So many steps of an epoch are done. */
    void steps(int epoch, int done, int ofEpoch);

    void epoch(EpochMetrics metrics);

    /** Something that a person should look at. */
    default void warning(String message) {}

    /** How sums are taken from now on, where that was to be found out, and why. */
    default void aggregation(Aggregation chosen, String why) {}
  }

  /**
   * What came out.
   *
   * @param parameters {@code [1 x P]}, of the last epoch or, under early stopping, the best
   * @param epoch whose end they are from; 0 for the initial ones
   */
  public record Trained(Matrix parameters, int epoch) {}

  private Trainer() {}

  /** Hears of each round that is done. */
  @FunctionalInterface
  interface AfterRound {
    /**
     * @param steps taken since the start of training
     */
    void accept(TrainingState state, long steps);
  }

  /**
   * Trains on from a state, which changes in place: by a round as a whole or, where a job of it
   * fails or is cancelled, not at all.
   *
   * @param times hears where the time goes
   * @throws CheckFailedException if training diverges
   */
  static Trained train(
      JavaSparkContext spark,
      Network network,
      TrainingConfig config,
      Dataset data,
      TrainingState state,
      TimeSplit times,
      AfterRound afterRound,
      Listener listener) {
    Precision precision = state.parameters.precision();
    BatchPlan plan = BatchPlan.of(config, data);
    LearningRate rate =
        new LearningRate(
            config.optimizer().learningRate(), config.schedule(), plan.steps(), config.epochs());
    AggregationChoice choice =
        config.choice(spark, network.parameterCount(), listener::aggregation);
    PartitionSums sums =
        new PartitionSums(spark, data.partitions(), plan.partitions(), choice, times);
    try (Round round = round(sums, network, config, precision, plan);
        Evaluator evaluator = new Evaluator(spark, data, network, precision)) {
      while (!state.ended(config)) {
        while (state.step < plan.steps()) {
          step(spark, round, state, plan, rate.times(state.rateFactor), times);
          listener.steps(state.epoch, state.step, plan.steps());
          long steps = plan.stepsDone(state.epoch, state.step);
          times.timed(TimeSplit.Part.CHECKPOINTS, () -> afterRound.accept(state, steps));
        }
        spark.setJobDescription("epoch " + state.epoch + ", validation");
        Evaluation validation =
            data.validationRows() == 0
                ? null
                : times.timed(
                    TimeSplit.Part.VALIDATION, () -> evaluator.evaluate(state.parameters));
        EpochMetrics metrics = metrics(state, network, validation, rate, config.reduction());
        state.endEpoch(metrics, config);
        listener.epoch(metrics);
      }
    }
    return state.result();
  }

  /** One round: a Spark job that takes one step, or each partition's local steps. */
  private static void step(
      JavaSparkContext spark,
      Round round,
      TrainingState state,
      BatchPlan plan,
      LearningRate rate,
      TimeSplit times) {
    long started = System.nanoTime();
    int to = (int) Math.min((long) state.step + round.steps(), plan.steps());
    spark.setJobDescription("epoch " + state.epoch + ", step " + (state.step + 1));
    Totals totals =
        times.round(
            () ->
                round.advance(
                    state.parameters, state.optimizer, rate, state.epoch, state.step, to));
    state.totals = state.totals.plus(totals);
    state.optimizerEnded = round.ended();
    state.step = to;
    state.seconds += (System.nanoTime() - started) / 1e9;
  }

  static Round round(
      PartitionSums sums,
      Network network,
      TrainingConfig config,
      Precision precision,
      BatchPlan plan) {
    if (config.localSteps() > 1) {
      return new LocalRound(sums, network, precision, plan, config);
    }
    GradientStep gradients = new GradientStep(sums, network, precision, plan);
    return config.optimizer() instanceof Lbfgs lbfgs
        ? new LbfgsRound(lbfgs, network, gradients, config.reduction())
        : new SynchronousRound(network, gradients, ParameterUpdate.of(config));
  }

  private static EpochMetrics metrics(
      TrainingState state,
      Network network,
      Evaluation validation,
      LearningRate rate,
      TrainingConfig.Reduction reduction) {
    Totals totals = state.totals;
    return new EpochMetrics(
        state.epoch,
        (long) state.epoch * state.step,
        rate.times(state.rateFactor).at(state.epoch, 0),
        new EpochMetrics.Measured(
            totals.loss() * reduction.factor(totals.weight()),
            network.classes() == 0 ? Map.of() : Map.of("accuracy", totals.accuracy())),
        validation == null
            ? null
            : new EpochMetrics.Measured(
                validation.lossSum() * reduction.factor(validation.examples()),
                validation.metrics()),
        totals.gradients(),
        state.seconds);
  }
}
