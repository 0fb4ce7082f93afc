package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Network;
import dev.kindling.optim.GradientOptimizer;
import dev.kindling.optim.Schedule;
import dev.kindling.sums.AggregationChoice;
import dev.kindling.sums.PartitionSums;
import dev.kindling.sums.TimeSplit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The learning-rate range test on the configured data, network and optimizer: training from the
 * initialised parameters in which the rate rises from step to step, whatever the schedule. What it
 * trains is not kept.
 */
public final class LearningRateFinder {
  private LearningRateFinder() {}

  /** Refuses, before Spark starts, an optimizer that has no learning rate. */
  public static void check(RunConfig config) {
    if (!(config.training().optimizer() instanceof GradientOptimizer)) {
      throw new ConfigException(
          "--find-learning-rate does not go with lbfgs (training.optimizer), which has no learning"
              + " rate: its line search finds each step");
    }
  }

  /**
   * Runs the test.
   *
   * @throws CheckFailedException if no rate brings the loss down
   */
  public static LossCurve run(JavaSparkContext spark, RunConfig config) {
    TrainingConfig training = config.training();
    TrainingInput input = TrainingInput.load(spark, config);
    Dataset data = input.data();
    TrainingState state = input.start(training);
    BatchPlan plan = BatchPlan.of(training, data);
    Network network = input.minimised();
    LossCurve curve = new LossCurve();
    AggregationChoice choice = training.choice(spark, network.parameterCount(), (way, why) -> {});
    try (Round round =
        Trainer.round(
            new PartitionSums(spark, data.partitions(), plan.partitions(), choice, new TimeSplit()),
            network,
            training,
            Precision.FLOAT,
            plan)) {
      for (int epoch = 1; !curve.ended(); epoch++) {
        for (int from = 0; from < plan.steps() && !curve.ended(); from += round.steps()) {
          spark.setJobDescription("learning rate " + curve.nextRate());
          LearningRate rate =
              new LearningRate(curve.nextRate(), new Schedule.Constant(), plan.steps(), 1);
          int to = (int) Math.min((long) from + round.steps(), plan.steps());
          Totals totals = round.advance(state.parameters, state.optimizer, rate, epoch, from, to);
          if (totals.weight() > 0) { // else nobody has tried the rate
            curve.add(totals.loss() / totals.weight());
          }
        }
      }
    } catch (DivergedException diverged) {
      // Where this test is headed: the rates before tell what there is to know.
    } finally {
      data.close();
    }
    if (!curve.hasSuggestion()) {
      throw new CheckFailedException(
          ("no learning rate from %s to %s brings the loss down: scale the features (data.features:"
                  + " standardize), and see that data.label is the right column")
              .formatted(LossCurve.LOWEST_RATE, LossCurve.HIGHEST_RATE));
    }
    return curve;
  }
}
