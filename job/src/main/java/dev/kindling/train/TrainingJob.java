package dev.kindling.train;

import dev.kindling.data.Dataset;
import dev.kindling.linalg.Blas;
import dev.kindling.model.Model;
import dev.kindling.nn.Network;
import dev.kindling.report.MlflowRun;
import dev.kindling.report.ReportPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  private Aggregation aggregation;
  private String aggregationWhy; // where it was not told
  private String fingerprint; // of the data, when it is loaded
  private ChanceLevel chance; // of the data, when it is loaded; null where it says nothing

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
    this.aggregation = config.training().aggregation();
    this.aggregationWhy =
        aggregation == Aggregation.AUTO && spark.sc().isLocal()
            ? "in one process nothing travels: tasks add to the sum itself"
            : null;
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
    fingerprint = data.fingerprint();
    Checkpoints checkpoints = output.checkpoints(config, fingerprint);
    List<String> warnings = new ArrayList<>();
    TrainingState state = resume ? checkpoints.latest(warnings::add) : null;
    boolean resumed = state != null;
    if (!resumed) {
      state = input.start(config.training());
    }
    output.start(resume, config.training().tensorboard(), state.epochs);
    output.quarantine(config.data().badRows().quarantined(data.rejected()));
    String onDisk = onDisk(data.stored());
    if (onDisk != null) {
      warnings.add(onDisk);
    }
    loaded.accept(
        new Start(
            data.trainingRows(),
            data.validationRows(),
            blas,
            resumed ? "epoch %d after step %d".formatted(state.epoch, state.step) : null,
            warnings));
    tracking.start(config, output.toString(), environment(spark, blas), state.epochs, listener);
    long started = System.nanoTime();
    chance = ChanceLevel.of(config.training(), data);
    Trainer.Trained trained = null;
    while (trained == null) {
      try {
        trained = train(input.minimised(), data, state, checkpoints, listener);
      } catch (DivergedException e) {
        if (!config.training().onDivergence().goesOn(state)) {
          output.summary(summary("diverged", state, state.epochs.size(), data, blas, started));
          throw config.training().onDivergence().endOf(e);
        }
        TrainingState kept = checkpoints.latest(listener::warning);
        state = OnDivergence.goingOn(kept != null ? kept : input.start(config.training()), state);
        output.start(true, config.training().tensorboard(), state.epochs);
        listener.warning(
            "%s; going on from epoch %d after step %d with half the learning rate (training.%s)"
                .formatted(e.getMessage(), state.epoch, state.step, OnDivergence.KEY));
      }
    }
    EpochMetrics last = trained.epoch() == 0 ? null : state.epochs.get(trained.epoch() - 1);
    if (!config.training().gate().passes(last)) {
      checkpoints.save(state, state.epochs.get(state.epochs.size() - 1).step());
      output.summary(summary("rejected", state, trained.epoch(), data, blas, started));
      throw new CheckFailedException(
          config.training().gate().shortfall(last)
              + (output.hasModel()
                  ? ": the model that is there stays in its place; "
                  : ": no model is published; ")
              + output
              + " keeps the metrics and the checkpoints, from which --resume with a lower one"
              + " publishes it");
    }
    Model model =
        new Model(
            config.network(),
            trained.parameters(),
            data.preparation(),
            data.classes().names(),
            config.data().format().toMap(),
            environment(spark, blas));
    output.model(model);
    Map<String, Object> summary = summary("done", state, trained.epoch(), data, blas, started);
    output.report(
        ReportPage.of(new RunReport(config, data, model).gather(spark, summary, state.epochs)));
    output.summary(summary);
    output.deleteCheckpoints();
    output.success();
    return summary;
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
            .formatted(MemoryPlan.show(stored.disk()), MemoryPlan.show(stored.memory()));
  }

  private Trainer.Trained train(
      Network network,
      Dataset data,
      TrainingState state,
      Checkpoints checkpoints,
      Trainer.Listener listener) {
    try (StopSignal signal =
        new StopSignal(() -> ResourceWatch.cancelJobs(spark), name -> giveUp(name, checkpoints))) {
      try {
        return Trainer.train(
            spark,
            network,
            config.training(),
            data,
            state,
            times,
            (now, steps) ->
                signal.whileWriting(
                    () -> {
                      if (signal.caught() == null) {
                        checkpoints.saveWhenDue(now, steps);
                      } else {
                        stop(signal.caught(), now, steps, checkpoints);
                      }
                    }),
            recording(listener, signal));
      } catch (Exception e) { // Spark's own are checked, and thrown undeclared
        if (signal.caught() != null && e instanceof SparkException) {
          long steps = BatchPlan.of(config.training(), data).stepsDone(state.epoch, state.step);
          signal.whileWriting(() -> stop(signal.caught(), state, steps, checkpoints));
        }
        throw e;
      }
    }
  }

  /** Saves a checkpoint after a signal, and ends training. */
  private void stop(String signal, TrainingState state, long steps, Checkpoints checkpoints) {
    tracking.ends(MlflowRun.Status.KILLED);
    throw new StoppedException(
        "stopped by %s in epoch %d after step %d; %s has it all: run again with --resume"
            .formatted(signal, state.epoch, state.step, checkpoints.save(state, steps)));
  }

  /** Ends the process, without what is about to be written. */
  private void giveUp(String signal, Checkpoints checkpoints) {
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
      @Override
      public void steps(int epoch, int done, int ofEpoch) {
        listener.steps(epoch, done, ofEpoch);
      }

      @Override
      public void aggregation(Aggregation chosen, String why) {
        aggregation = chosen;
        aggregationWhy = why;
        listener.aggregation(chosen, why);
      }

      @Override
      public void epoch(EpochMetrics metrics) {
        signal.whileWriting(() -> output.epoch(metrics));
        tracking.epoch(metrics);
        gauges.epoch(metrics);
        listener.epoch(metrics);
        String remark = chance == null ? null : chance.remark(metrics);
        if (remark != null && metrics.epoch() == ChanceLevel.EPOCHS) {
          listener.warning(remark);
        }
      }
    };
  }

  private Map<String, Object> summary(
      String status, TrainingState state, int modelEpoch, Dataset data, String blas, long started) {
    List<EpochMetrics> epochs = state.epochs;
    EpochMetrics model = modelEpoch == 0 ? null : epochs.get(modelEpoch - 1);
    double training = epochs.stream().mapToDouble(EpochMetrics::seconds).sum();
    long processed = epochs.stream().mapToLong(EpochMetrics::examples).sum();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", status);
    summary.put("epochs", epochs.size());
    summary.put("steps", epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step());
    summary.put("passes", (double) processed / data.trainingRows());
    summary.put("model_epoch", modelEpoch);
    summary.put("ended_because", state.endedBecause);
    summary.put("rate_halvings", state.halvings);
    summary.put("warning", chance == null || model == null ? null : chance.remark(model));
    summary.put("train_loss", null);
    summary.put("validation_loss", null);
    if (model != null) {
      model.putMeasured(summary);
    }
    summary.put("examples", data.trainingRows());
    summary.put("validation_examples", data.validationRows());
    summary.put("bad_rows", data.badRows());
    summary.put("seconds", (System.nanoTime() - started) / 1e9);
    summary.put("examples_per_second", epochs.isEmpty() ? null : processed / training);
    summary.putAll(times.toMap());
    summary.put("aggregation", aggregation.toString());
    summary.put("aggregation_because", aggregationWhy);
    summary.put("time", advice(data).line(times));
    summary.put("parameters", config.network().parameterCount());
    summary.put("seed", config.training().seed());
    summary.put(RunOutput.DATA, fingerprint);
    summary.putAll(environment(spark, blas));
    summary.put("configuration", config.source());
    return summary;
  }

  private TimeAdvice advice(Dataset data) {
    TrainingConfig training = config.training();
    int steps = BatchPlan.of(training, data).steps();
    return new TimeAdvice(training, steps, spark.defaultParallelism());
  }

  /** Where a model comes from, for the record. */
  static Map<String, Object> environment(JavaSparkContext spark, String blas) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("blas", blas);
    environment.put("master", spark.master());
    environment.put("spark_version", spark.version());
    environment.put("java_version", System.getProperty("java.version"));
    return environment;
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
