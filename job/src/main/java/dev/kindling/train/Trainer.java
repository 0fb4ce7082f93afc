package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.optim.OptimizerState;
import org.apache.spark.api.java.JavaSparkContext;

/** The training loop. */
public final class Trainer {

  /** Hears of the progress of training, on the thread that trains. */
  public interface Listener {
    /** So many steps of an epoch are done. */
    void steps(int epoch, int done, int ofEpoch);

    void epoch(EpochMetrics metrics);
  }

  private Trainer() {}

  /**
   * Trains new parameters, and returns them, {@code [1 x P]}.
   *
   * @throws CheckFailedException if training diverges
   */
  public static Matrix train(
      JavaSparkContext spark,
      Network network,
      TrainingConfig config,
      Dataset data,
      Precision precision,
      Listener listener) {
    BatchPlan plan = new BatchPlan(data.trainingSizes(), config.batchSize(), config.seed());
    Matrix parameters = network.initialize(precision, config.seed());
    OptimizerState state = config.optimizer().initialState(parameters);
    long step = 0;
    try (Round round = round(spark, network, config, data, precision, plan);
        Evaluator evaluator =
            new Evaluator(spark, data, network, precision, depth(spark, config))) {
      for (int epoch = 1; epoch <= config.epochs(); epoch++) {
        long started = System.nanoTime();
        Totals totals = Totals.NONE;
        for (int from = 0; from < plan.steps(); from += round.steps()) {
          int to = (int) Math.min((long) from + round.steps(), plan.steps());
          spark.setJobDescription("epoch " + epoch + ", step " + (step + 1));
          totals = totals.plus(round.advance(parameters, state, epoch, from, to));
          step += to - from;
          listener.steps(epoch, to, plan.steps());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        spark.setJobDescription("epoch " + epoch + ", validation");
        Evaluation validation = data.validationRows() == 0 ? null : evaluator.evaluate(parameters);
        listener.epoch(metrics(epoch, step, totals, validation, seconds, config.reduction()));
      }
    }
    return parameters;
  }

  private static Round round(
      JavaSparkContext spark,
      Network network,
      TrainingConfig config,
      Dataset data,
      Precision precision,
      BatchPlan plan) {
    int depth = depth(spark, config);
    if (config.localSteps() > 1) {
      return new LocalRound(spark, data.partitions(), network, precision, plan, config, depth);
    }
    return new SynchronousRound(
        new GradientStep(spark, data.partitions(), network, precision, plan, depth),
        new ParameterUpdate(network, config.optimizer(), config.reduction()));
  }

  /** In local mode a tree's shuffle is pure cost (SPARK-14960). */
  static int depth(JavaSparkContext spark, TrainingConfig config) {
    if (config.aggregationDepth() > 0) {
      return config.aggregationDepth();
    }
    return spark.isLocal() ? 1 : 2;
  }

  private static EpochMetrics metrics(
      int epoch,
      long step,
      Totals totals,
      Evaluation validation,
      double seconds,
      TrainingConfig.Reduction reduction) {
    return new EpochMetrics(
        epoch,
        step,
        totals.loss() * reduction.factor(totals.examples()),
        totals.accuracy(),
        validation == null
            ? null
            : new EpochMetrics.Validation(
                validation.lossSum() * reduction.factor(validation.examples()),
                validation.accuracy()),
        totals.examples(),
        seconds);
  }
}
