package dev.kindling.train;

import dev.kindling.config.Secrets;
import dev.kindling.data.Dataset;
import dev.kindling.data.FeatureNames;
import dev.kindling.linalg.Blas;
import dev.kindling.model.Model;
import dev.kindling.report.MlflowRun;
import dev.kindling.report.ReportPage;
import dev.kindling.session.ResourceWatch;
import dev.kindling.sums.Aggregation;
import dev.kindling.sums.ByteSize;
import dev.kindling.sums.TimeSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** A training run from the configured input to the output folder. */
public final class TrainingJob {
  private final JavaSparkContext spark;
  private final RunConfig config;
  private final RunOutput output;
  private final TimeSplit times = new TimeSplit();
  private final Tracking tracking;
  private final TrainingMetrics gauges = new TrainingMetrics();
  private RunSummary.Way way; // as far as it is known
  private Checkpoints checkpoints; // of the data, when it is loaded
  private RunSummary summary; // likewise

  public TrainingJob(JavaSparkContext spark, RunConfig config, RunOutput output) {
    this(spark, config, output, System.getenv());
  }

  /**
   * @param environment where MLflow's variables are
   */
  TrainingJob(
      JavaSparkContext spark, RunConfig config, RunOutput output, Map<String, String> environment) {
    this.tracking = new Tracking(environment);
    this.spark = spark;
    this.config = config;
    this.output = output;
    Aggregation told = config.training().aggregation();
    this.way =
        new RunSummary.Way(
            told,
            told == Aggregation.AUTO && spark.sc().isLocal()
                ? "in one process nothing travels: tasks add to the sum itself"
                : null);
  }

  /**
   * Loads the data, trains, and writes model, metrics and summary.
   *
   * @param resume whether to go on from the latest checkpoint in the output, if there is one
   * @param loaded hears of the data, and of the BLAS that computes, before training starts
   * @return the summary as it was written
   * @throws CheckFailedException if training diverges, or the model does not pass the quality gate;
   *     the summary then says so
   * @throws StoppedException after a signal, when a checkpoint is written
   */
  public Map<String, Object> run(
      boolean resume, Consumer<Start> loaded, Trainer.Listener listener) {
    TrainingInput input =
        times.timed(TimeSplit.Part.LOADING, () -> TrainingInput.load(spark, config));
    try (Dataset data = input.data();
        gauges;
        tracking) {
      gauges.register();
      Map<String, Object> summary = run(input, resume, loaded, listener);
      tracking.ends(MlflowRun.Status.FINISHED);
      return summary;
    }
  }

  private Map<String, Object> run(
      TrainingInput input, boolean resume, Consumer<Start> loaded, Trainer.Listener listener) {
    Dataset data = input.data();
    String blas = blas(data);
    String fingerprint = data.fingerprint();
    checkpoints = output.checkpoints(config, fingerprint);
    List<String> warnings = new ArrayList<>();
    TrainingState resumed = resume ? checkpoints.latest(warnings::add) : null;
    TrainingState state = resumed != null ? resumed : input.start(config.training());
    output.start(resume, config.training().tensorboard(), state.epochs);
    output.quarantine(config.data().badRows().quarantined(data.rejected()));
    String onDisk = onDisk(data.stored());
    if (onDisk != null) {
      warnings.add(onDisk);
    }
    String aboutLabels = input.remark();
    if (aboutLabels != null) {
      warnings.add(aboutLabels);
    }
    ChanceLevel chance = ChanceLevel.of(config.training(), data);
    Trainer.Trained trained = null;
    DivergedException diverged = null;
    try (StopSignal signal = new StopSignal(() -> ResourceWatch.cancelJobs(spark), this::giveUp)) {
      loaded.accept(
          new Start(
              data.trainingRows(),
              data.validationRows(),
              blas,
              resumed != null ? "epoch %d after step %d".formatted(state.epoch, state.step) : null,
              warnings));
      tracking.start(
          config, output.toString(), RunSummary.environment(spark, blas), state.epochs, listener);
      summary =
          new RunSummary(spark, config, data, blas, fingerprint, chance, times, System.nanoTime());
      while (trained == null && diverged == null) {
        try {
          trained = train(input, state, listener, signal);
        } catch (DivergedException e) {
          if (config.training().onDivergence().goesOn(state)) {
            state = goBack(e, input, state, listener);
          } else {
            diverged = e;
          }
        }
      }
    }
    if (diverged != null) {
      throw reported(
          "diverged", config.training().onDivergence().endOf(diverged), state, null, listener);
    }
    checkGate(trained, state, listener);
    return publish(trained, state);
  }

  /** After divergence, the state to train on from. */
  private TrainingState goBack(
      DivergedException e, TrainingInput input, TrainingState diverged, Trainer.Listener listener) {
    TrainingState kept = checkpoints.latest(listener::warning);
    TrainingState state =
        OnDivergence.goingOn(kept != null ? kept : input.start(config.training()), diverged);
    output.start(true, config.training().tensorboard(), state.epochs);
    listener.warning(
        "%s; going on from epoch %d after step %d with half the learning rate (training.%s)"
            .formatted(e.getMessage(), state.epoch, state.step, OnDivergence.KEY));
    return state;
  }

  private void checkGate(Trainer.Trained trained, TrainingState state, Trainer.Listener listener) {
    QualityGate gate = config.training().gate();
    if (gate == null) {
      return;
    }
    Map<String, Object> metrics = state.epochs.get(trained.epoch() - 1).toMap();
    if (gate.passes(metrics)) {
      return;
    }
    checkpoints.save(state, state.epochs.get(state.epochs.size() - 1).step());
    throw reported(
        "rejected",
        new CheckFailedException(
            gate.shortfall(trained.epoch(), metrics)
                + (output.hasModel()
                    ? ": the model that is there stays in its place; "
                    : ": no model is published; ")
                + output
                + " keeps the metrics and the checkpoints, from which --resume with a lower one"
                + " publishes it"),
        state,
        trained,
        listener);
  }

  /**
   * Writes summary and report of a run without a model to publish. That a report cannot be made
   * does not hide why.
   *
   * @param trained what was trained, or null
   * @return the failure, with the summary
   */
  private CheckFailedException reported(
      String status,
      CheckFailedException failure,
      TrainingState state,
      Trainer.Trained trained,
      Trainer.Listener listener) {
    int epoch = trained == null ? state.epochs.size() : trained.epoch();
    Map<String, Object> all = summary.of(status, state, epoch, way);
    all.put(RunSummary.ENDED_BECAUSE, Secrets.masked(failure.getMessage()));
    output.summary(all);
    try {
      report(all, state, trained == null ? null : model(trained));
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      listener.warning("report.html cannot be made: " + e);
      failure.addSuppressed(e);
    }
    return failure.with(all);
  }

  /** Writes what others wait for, the model first and the word that all is there last. */
  private Map<String, Object> publish(Trainer.Trained trained, TrainingState state) {
    Model model = model(trained);
    output.model(model);
    Map<String, Object> done = summary.of("done", state, trained.epoch(), way);
    report(done, state, model);
    output.summary(done);
    output.deleteCheckpoints();
    output.success();
    return done;
  }

  private Model model(Trainer.Trained trained) {
    Dataset data = summary.data();
    return new Model(
        config.network(),
        trained.parameters(),
        data.preparation(),
        data.classes().names(),
        FeatureNames.into(config.data().format().toMap(), data.featureNames()),
        RunSummary.environment(spark, summary.blas()));
  }

  /** Writes the page of the run. */
  private void report(Map<String, Object> ended, TrainingState state, Model model) {
    RunReport report = new RunReport(summary, output.toString(), model);
    output.report(ReportPage.of(report.gather(ended, state.epochs)));
  }

  /** Tells the data that is configured from other data, as the summary does. */
  public static String fingerprint(JavaSparkContext spark, RunConfig config) {
    try (Dataset data = TrainingInput.load(spark, config).data()) {
      return data.fingerprint();
    }
  }

  /** That examples lie on disk, and what would help; null where none does. */
  static String onDisk(Dataset.Stored stored) {
    return stored.disk() == 0
        ? null
        : "%s of the examples are on disk and %s in memory, and every round reads them: more memory (KINDLING_DRIVER_MEMORY, on a cluster spark.executor.memory) or training.local_steps makes it faster"
            .formatted(ByteSize.show(stored.disk()), ByteSize.show(stored.memory()));
  }

  /** Trains, until it is done or a signal comes. */
  private Trainer.Trained train(
      TrainingInput input, TrainingState state, Trainer.Listener listener, StopSignal signal) {
    try {
      return Trainer.train(
          spark,
          input.minimised(),
          config.training(),
          input.data(),
          state,
          times,
          (now, steps) ->
              signal.whileWriting(
                  () -> {
                    if (signal.caught() == null) {
                      checkpoints.saveWhenDue(now, steps);
                    } else {
                      stop(signal.caught(), now, steps);
                    }
                  }),
          recording(listener, signal));
    } catch (Exception e) { // Spark's own are checked, and thrown undeclared
      if (signal.caught() != null && e instanceof SparkException) {
        long steps =
            BatchPlan.of(config.training(), input.data()).stepsDone(state.epoch, state.step);
        signal.whileWriting(() -> stop(signal.caught(), state, steps));
      }
      throw e;
    }
  }

  /** Saves a checkpoint after a signal, and ends training. */
  private void stop(String signal, TrainingState state, long steps) {
    tracking.ends(MlflowRun.Status.KILLED);
    throw new StoppedException(
        "stopped by %s in epoch %d after step %d; %s has it all: run again with --resume"
            .formatted(signal, state.epoch, state.step, checkpoints.save(state, steps)));
  }

  /** Ends the process, without what is about to be written. */
  private void giveUp(String signal) {
    System.err.printf(
        "kindling: stopped by %s; %s could not be written within %d s: %s%n",
        signal,
        output,
        StopSignal.WRITING.toSeconds(),
        checkpoints.last() == null
            ? "there is no checkpoint; run again"
            : checkpoints.last() + " is the last checkpoint: run again with --resume");
    output.abandon();
    Runtime.getRuntime().halt(StoppedException.EXIT_CODE); // hooks would wait for the file system
  }

  /** Passes progress on, and keeps every epoch in {@code metrics.jsonl}. */
  private Trainer.Listener recording(Trainer.Listener listener, StopSignal signal) {
    return new Trainer.Listener() {
      private boolean finite = true; // the loss of validation

      @Override
      public void steps(int epoch, int done, int ofEpoch) {
        listener.steps(epoch, done, ofEpoch);
      }

      @Override
      public void aggregation(Aggregation chosen, String why) {
        way = new RunSummary.Way(chosen, why);
        listener.aggregation(chosen, why);
      }

      @Override
      public void epoch(EpochMetrics metrics) {
        signal.whileWriting(() -> output.epoch(metrics));
        tracking.epoch(metrics);
        gauges.epoch(metrics);
        listener.epoch(metrics);
        ChanceLevel chance = summary.chance();
        String remark = chance == null ? null : chance.remark(metrics);
        if (remark != null && metrics.epoch() == ChanceLevel.EPOCHS) {
          listener.warning(remark);
        }
        if (finite && !metrics.validationIsFinite()) {
          finite = false; // once is enough
          listener.warning(
              "the validation loss of epoch %d is %s: look for rows whose values are far from those of training, or scale them (data.features: standardize)"
                  .formatted(metrics.epoch(), metrics.validation().loss()));
        }
      }
    };
  }

  /** Which BLAS the driver and the executors use: one line, said once where they agree. */
  static String blas(Dataset data) {
    TreeSet<String> executors =
        new TreeSet<>(data.partitions().map(part -> Blas.description()).distinct().collect());
    String driver = Blas.description();
    return executors.equals(Set.of(driver))
        ? driver
        : "driver: " + driver + "; executors: " + String.join(", ", executors);
  }

  /**
   * What is known when training starts.
   *
   * @param blas which BLAS runs where
   * @param resumedFrom where in training it goes on, or null
   * @param warnings of checkpoints that could not be used, and of examples on disk
   */
  public record Start(
      long trainingRows,
      long validationRows,
      String blas,
      String resumedFrom,
      List<String> warnings) {}
}
