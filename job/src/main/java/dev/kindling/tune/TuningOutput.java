package dev.kindling.tune;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Secrets;
import dev.kindling.config.Yaml;
import dev.kindling.train.OutputFolder;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a search: {@code trials.jsonl} grows as trials end, {@code trials} keeps
 * them for a search that goes on with this one, {@code best.yaml} and {@code summary.json} appear
 * whole at the end, {@code summary.json} last.
 */
public final class TuningOutput implements AutoCloseable {
  private static final String TRIALS = "trials.jsonl";
  private static final String BEST = "best.yaml";
  static final String SUMMARY = "summary.json";

  private final OutputFolder folder;
  private final TrialFiles finished;
  private final boolean resume;

  private TuningOutput(OutputFolder folder, boolean resume) {
    this.folder = folder;
    this.finished = new TrialFiles(folder);
    this.resume = resume;
  }

  /**
   * Makes sure of the folder, so that a search that could not be kept does not start.
   *
   * @param existing what to do with an earlier search's files there; other files stay
   * @throws ConfigException if there are files in it already, another job is at work in it, or it
   *     cannot be written
   */
  public static TuningOutput create(
      Configuration hadoop, Path folder, RunOutput.Existing existing) {
    String refusal =
        existing == RunOutput.Existing.REFUSE
            ? "--overwrite to replace the search in it, or --resume to go on with it"
            : null;
    return new TuningOutput(
        OutputFolder.create(hadoop, folder, refusal), existing == RunOutput.Existing.RESUME);
  }

  /**
   * Whether this search goes on with one that is there.
   *
   * @throws ConfigException if that is another one
   */
  boolean goesOn(TuningConfig config) {
    return resume && finished.hasStarted(config);
  }

  /**
   * Makes room for this search; until then an earlier one is still there.
   *
   * @param goesOn with that one
   */
  void start(TuningConfig config, boolean goesOn) {
    folder.delete(List.of(SUMMARY, BEST, TRIALS));
    folder.deleteUnfinished("");
    if (goesOn) {
      folder.deleteUnfinished(TrialFiles.FOLDER);
    } else {
      finished.start(config);
    }
    folder.startLines(TRIALS);
  }

  /** The trials that are finished. */
  TrialFiles finished() {
    return finished;
  }

  /** Appends a trial to {@code trials.jsonl} for others to read at once. */
  void trial(Trial trial) {
    folder.line(trial.toMap());
  }

  /**
   * Writes the configuration to train with.
   *
   * @param why it is the best: a comment, one line
   */
  void best(RunConfig config, String why) {
    Map<String, Object> source = Secrets.masked(config.source());
    String remark =
        source.equals(config.source())
            ? ""
            : "# Passwords are not kept here (***): put them in before training with it.\n";
    folder.text(BEST, "# " + why + "\n" + remark + Yaml.write(source));
  }

  /** The file that {@link #best} writes. */
  public Path bestFile() {
    return folder.file(BEST);
  }

  void summary(Map<String, Object> summary) {
    folder.json(SUMMARY, Secrets.masked(summary));
  }

  /** Leaves no folder behind of a search that did not start. */
  @Override
  public void close() {
    folder.close();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
