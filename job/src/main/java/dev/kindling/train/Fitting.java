package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.data.rows.Source;
import dev.kindling.model.Model;
import dev.kindling.sums.TimeSplit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Training on rows that are there already, which keeps nothing on disk: the same steps as a {@link
 * TrainingJob}'s, without its output folder and checkpoints.
 */
public final class Fitting implements AutoCloseable {
  private static final String JOB_DESCRIPTION = "spark.job.description";

  private final JavaSparkContext spark;
  private final RunConfig config;
  private final TrainingInput input;

  /**
   * What came out.
   *
   * @param metrics of the epoch that the parameters are from; null before the first
   */
  public record Fitted(Trainer.Trained trained, EpochMetrics metrics) {}

  private Fitting(JavaSparkContext spark, RunConfig config, TrainingInput input) {
    this.spark = spark;
    this.config = config;
    this.input = input;
  }

  /** Prepares the rows; afterwards they are of no more use. */
  public static Fitting of(JavaSparkContext spark, RunConfig config, Source rows) {
    return new Fitting(spark, config, TrainingInput.load(spark, config, rows));
  }

  /**
   * Trains. How files are read stands in the configuration all the same, for the model.
   *
   * @throws CheckFailedException if training diverges, or the model does not pass the quality gate
   */
  public Model model(Trainer.Listener listener) {
    String description = spark.getLocalProperty(JOB_DESCRIPTION);
    try {
      Fitted fitted = fit(spark, config, input, listener);
      QualityGate gate = config.training().gate();
      if (gate != null && !gate.passes(fitted.metrics.toMap())) {
        throw new CheckFailedException(
            gate.shortfall(fitted.metrics.epoch(), fitted.metrics.toMap()));
      }
      Dataset data = input.data();
      return new Model(
          config.network(),
          fitted.trained.parameters(),
          data.preparation(),
          data.classes().names(),
          config.data().format().toMap(),
          RunSummary.environment(spark, TrainingJob.blas(data)));
    } finally {
      spark.setLocalProperty(JOB_DESCRIPTION, description); // the caller's next jobs are not ours
    }
  }

  /**
   * Trains from the start, on divergence with half the learning rate if that is configured.
   *
   * @throws DivergedException if training diverges
   */
  public static Fitted fit(
      JavaSparkContext spark, RunConfig config, TrainingInput input, Trainer.Listener listener) {
    TrainingState state = input.start(config.training());
    while (true) {
      try {
        Trainer.Trained trained =
            Trainer.train(
                spark,
                input.minimised(),
                config.training(),
                input.data(),
                state,
                new TimeSplit(),
                (now, steps) -> {},
                listener);
        return new Fitted(
            trained, trained.epoch() == 0 ? null : state.epochs.get(trained.epoch() - 1));
      } catch (DivergedException e) {
        if (!config.training().onDivergence().goesOn(state)) {
          throw e;
        }
        listener.warning(e.getMessage() + "; from the start with half the learning rate");
        state = OnDivergence.goingOn(input.start(config.training()), state);
      }
    }
  }

  /** Gives the executors their memory back. */
  @Override
  public void close() {
    input.data().close();
  }
}
