package dev.kindling.tune;

import dev.kindling.config.Wording;
import dev.kindling.data.Dataset;
import dev.kindling.data.Fold;
import dev.kindling.train.CheckFailedException;
import dev.kindling.train.DivergedException;
import dev.kindling.train.EpochMetrics;
import dev.kindling.train.Fitting;
import dev.kindling.train.RunConfig;
import dev.kindling.train.Trainer;
import dev.kindling.train.TrainingInput;
import dev.kindling.train.WarmStart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/** A search for hyper-parameters: trains every configuration in turn and compares them. */
public final class TuningJob {
  private final JavaSparkContext spark;
  private final TuningConfig config;
  private final TuningOutput output;
  private final Map<Fold, Dataset> loaded = new HashMap<>(); // for the latest trials
  private Object loadKey;
  private String fingerprint; // of what is loaded, once it is asked for

  public TuningJob(JavaSparkContext spark, TuningConfig config, TuningOutput output) {
    this.spark = spark;
    this.config = config;
    this.output = output;
  }

  /**
   * What came out, as it was written.
   *
   * @param trials the best first, those that diverged last
   */
  public record Result(Map<String, Object> summary, List<Trial> trials) {}

  /**
   * Runs all trials and writes what came of them.
   *
   * @param listener hears of each trial as it ends
   * @throws CheckFailedException if all of them diverge; the summary then says so
   */
  public Result run(Consumer<Trial> listener) {
    try {
      return search(listener);
    } finally {
      release();
    }
  }

  private Result search(Consumer<Trial> listener) {
    long started = System.nanoTime();
    for (Fold fold : config.parts()) {
      input(config.runs().get(0), fold);
    }
    boolean goesOn = output.goesOn(config);
    List<Trial> trials = new ArrayList<>(goesOn ? finished() : List.of());
    output.start(config, goesOn); // now that all is read: until then an earlier search stays
    trials.forEach(output::trial);
    trials.forEach(listener);
    for (int number = trials.size() + 1; number <= config.runs().size(); number++) {
      Trial trial = trial(number);
      output.finished().write(trial, fingerprint(number));
      output.trial(trial);
      listener.accept(trial);
      trials.add(trial);
    }
    trials.sort(
        Comparator.comparing(Trial::diverged)
            .thenComparingDouble(trial -> trial.diverged() ? 0 : trial.mean(config.metric()::of)));
    Map<String, Object> summary = summary(trials, (System.nanoTime() - started) / 1e9);
    Trial best = trials.get(0);
    if (!best.diverged()) {
      output.best(
          config.runs().get(best.number() - 1),
          "The best of %s: number %d, %s %s"
              .formatted(
                  Wording.counted(trials.size(), "trial"),
                  best.number(),
                  config.metricName(),
                  best.mean(config.metricName())));
    }
    output.summary(summary);
    if (best.diverged()) {
      throw new CheckFailedException(
          "all trials diverged (%d), the first like this: %s"
              .formatted(trials.size(), best.divergence()));
    }
    return new Result(summary, trials);
  }

  /** The trials that an interrupted search has finished, all of them from the first on. */
  private List<Trial> finished() {
    List<Trial> trials = new ArrayList<>();
    TrialFiles files = output.finished();
    for (int number = 1; number <= config.runs().size() && files.has(number); number++) {
      trials.add(files.read(number, config.search().points().get(number - 1), fingerprint(number)));
    }
    return trials;
  }

  /** Of the data of a trial: every row is in the first part of a cross-validation, or held out. */
  private String fingerprint(int number) {
    RunConfig run = config.runs().get(number - 1);
    Dataset data = data(run, WarmStart.of(run), config.parts().get(0));
    if (fingerprint == null) {
      fingerprint = data.fingerprint();
    }
    return fingerprint;
  }

  private Trial trial(int number) {
    RunConfig run = config.runs().get(number - 1);
    long started = System.nanoTime();
    List<EpochMetrics> folds = new ArrayList<>();
    String divergence = null;
    try {
      for (Fold fold : config.parts()) {
        folds.add(train(run, fold));
      }
    } catch (DivergedException e) {
      divergence = e.getMessage();
    }
    return new Trial(
        number,
        config.search().points().get(number - 1),
        folds,
        divergence,
        (System.nanoTime() - started) / 1e9);
  }

  /** Trains, and returns the epoch that the model would be of. */
  private EpochMetrics train(RunConfig run, Fold fold) {
    Fitting.Fitted fitted = Fitting.fit(spark, run, input(run, fold), Trainer.Listener.SILENT);
    return fitted.metrics();
  }

  private TrainingInput input(RunConfig run, Fold fold) {
    WarmStart start = WarmStart.of(run);
    return TrainingInput.of(run, start, data(run, start, fold));
  }

  /** The data of a trial, kept for those after it as long as they want the same. */
  private Dataset data(RunConfig run, WarmStart start, Fold fold) {
    if (!run.loadKey().equals(loadKey)) {
      release();
      loadKey = run.loadKey();
      fingerprint = null;
    }
    Dataset data = loaded.computeIfAbsent(fold, part -> run.load(spark, start.preparation(), part));
    run.checkShares(data.trainingRows());
    return data;
  }

  private void release() {
    loaded.values().forEach(Dataset::close);
    loaded.clear();
  }

  private Map<String, Object> summary(List<Trial> trials, double seconds) {
    long diverged = trials.stream().filter(Trial::diverged).count();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", diverged == trials.size() ? "diverged" : "done");
    summary.put("metric", config.metricName());
    summary.put("folds", config.folds());
    summary.put("trials", trials.size());
    summary.put("diverged", diverged);
    summary.put("best", diverged == trials.size() ? null : trials.get(0).toMap());
    summary.put("seconds", seconds);
    summary.put("configuration", config.base());
    return summary;
  }
}
