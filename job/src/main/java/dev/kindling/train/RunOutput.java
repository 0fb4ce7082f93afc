package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Secrets;
import dev.kindling.data.DataConfig;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.model.OutputException;
import dev.kindling.report.EventFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a run, locked against other runs while it is open: {@code metrics.jsonl}
 * grows as epochs end, {@code model/}, {@code report.html} and {@code summary.json} appear whole at
 * the end, and the empty {@code _SUCCESS} last, for those who wait for a model. A run that
 * publishes none has the page and the summary, which say so, and no {@code _SUCCESS}.
 */
public final class RunOutput implements AutoCloseable {
  /** The key in the summary of the fingerprint of the data. */
  static final String DATA = "data";

  private static final String MODEL = "model";
  private static final String METRICS = "metrics.jsonl";
  private static final String SUMMARY = "summary.json";
  private static final String SUCCESS = "_SUCCESS";
  private static final String REPORT = "report.html";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String TENSORBOARD = "tensorboard";
  private static final String QUARANTINE = "quarantine";

  private final OutputFolder folder;
  private GrowingFile events; // null where TensorBoard is not asked for

  /** What to do with a run that is in the folder already. */
  public enum Existing {
    REFUSE,
    OVERWRITE,
    RESUME
  }

  private RunOutput(OutputFolder folder) {
    this.folder = folder;
  }

  /**
   * Makes sure of the folder, so that a run that could not be kept does not start.
   *
   * @param existing what to do with an earlier run's files there; other files stay
   * @throws ConfigException if there are files in it already, another run is at work in it, or it
   *     cannot be written
   */
  public static RunOutput create(Configuration hadoop, Path folder, Existing existing) {
    OutputFolder output = OutputFolder.create(hadoop, folder, refusal(existing));
    try {
      ModelFolder.restore(output.fileSystem(), output.file(MODEL));
    } catch (IOException | FSError e) {
      output.close();
      throw new OutputException(folder.toString(), e);
    }
    return new RunOutput(output);
  }

  /**
   * Refuses a folder that rows are read from, or one in it: what a run writes would be read as
   * rows.
   *
   * @param data where the rows are
   */
  public static void checkApart(Configuration hadoop, Path folder, DataConfig data) {
    for (String path : data.paths()) {
      try {
        if (isIn(absolute(hadoop, folder), absolute(hadoop, new Path(path)))) {
          throw new ConfigException(
              "%s (--output) is in the folder of the rows, %s: what a run writes there would be read as rows; choose another folder"
                  .formatted(folder, path));
        }
      } catch (IOException | IllegalArgumentException e) {
        continue; // who opens it says what is wrong with it
      }
    }
  }

  private static Path absolute(Configuration hadoop, Path path) throws IOException {
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  private static boolean isIn(Path inner, Path outer) {
    return inner != null && (inner.equals(outer) || isIn(inner.getParent(), outer));
  }

  private static String refusal(Existing existing) {
    return existing == Existing.REFUSE
        ? "--overwrite to replace the run in it, or --resume to go on with it"
        : null;
  }

  /**
   * The summary of a run that is in the folder already and is done, or null. One that was stopped
   * after its summary is given the rest. Of other data it may be all the same, see {@link
   * #checkData}.
   *
   * @throws ConfigException if it was of another configuration, naming the differences
   * @throws CheckFailedException if its model does not pass the quality gate of this one
   * @throws ModelException if its model cannot be read
   */
  public Map<String, Object> finished(RunConfig config) {
    try {
      Map<String, Object> summary = folder.readJson(SUMMARY);
      if (summary == null || !"done".equals(summary.get("status"))) {
        return null;
      }
      @SuppressWarnings("unchecked") // the keys of a JSON object are text
      Map<String, Object> configuration = (Map<String, Object>) summary.get("configuration");
      String differences =
          Circumstances.differences(
              Circumstances.configuration(configuration),
              Circumstances.configuration(config.source()));
      if (!differences.isEmpty()) {
        throw otherRun("another configuration: " + differences);
      }
      checkGate(config.training().gate(), summary);
      checkModel();
      deleteCheckpoints();
      success();
      return summary;
    } catch (IOException e) {
      throw new ModelException(folder.file(SUMMARY) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ConfigException otherRun(String what) {
    return new ConfigException(
        "%s (--output) holds a finished run of %s; choose another folder, or --overwrite to replace it"
            .formatted(folder, what));
  }

  private void checkGate(QualityGate gate, Map<String, Object> summary) {
    if (gate != null && !gate.passes(summary)) {
      throw new CheckFailedException(
          "%s (--output) holds a finished run: %s; its model stays as it was published"
              .formatted(
                  folder,
                  gate.shortfall(((Number) summary.get("model_epoch")).intValue(), summary)));
    }
  }

  private void checkModel() {
    try {
      ModelFolder.read(folder.fileSystem(), folder.file(MODEL));
    } catch (ModelException e) {
      throw new ModelException(
          e.getMessage() + "; the run is finished: --overwrite trains it anew", e);
    }
  }

  /**
   * Makes sure that a finished run was of this data.
   *
   * @param summary of the run; one that an older Kindling wrote does not say
   * @param data the fingerprint of what is configured now
   * @throws ConfigException if it was of other data
   */
  public void checkData(Map<String, Object> summary, String data) {
    Object before = summary.getOrDefault(DATA, data);
    if (!before.equals(data)) {
      throw otherRun("other data: it was %s and is %s".formatted(before, data));
    }
  }

  /** Checkpoints in this folder, of a configuration and data with this fingerprint. */
  Checkpoints checkpoints(RunConfig config, String data) {
    return new Checkpoints(
        folder.fileSystem(),
        folder.file(CHECKPOINTS),
        config.training().checkpoint(),
        config.network(),
        Circumstances.of(config, data));
  }

  /** When the model is there they are of no more use. */
  void deleteCheckpoints() {
    folder.delete(List.of(CHECKPOINTS));
  }

  /**
   * Makes room for this run; until then an earlier one is still there, and its model until this one
   * has a model to publish. Once more when the run goes back to a checkpoint.
   *
   * @param resume whether it goes on from checkpoints; damaged ones, too, are not its to delete
   * @param tensorboard whether to keep what TensorBoard reads as well
   * @param epochs that are done already
   */
  void start(boolean resume, boolean tensorboard, List<EpochMetrics> epochs) {
    folder.stopGrowing();
    folder.delete(List.of(SUCCESS, SUMMARY, REPORT, METRICS, TENSORBOARD));
    if (!resume) {
      deleteCheckpoints();
    }
    folder.deleteUnfinished("");
    folder.deleteUnfinished(CHECKPOINTS);
    folder.startLines(METRICS);
    events = tensorboard ? startEvents() : null;
    epochs.forEach(this::epoch);
  }

  /** Keeps bad rows, in the place of an earlier run's. */
  void quarantine(Map<String, RejectedRows> rejected) {
    folder.delete(List.of(QUARANTINE));
    Quarantine.write(folder.fileSystem(), folder.file(QUARANTINE), rejected);
  }

  private GrowingFile startEvents() {
    Instant now = Instant.now();
    GrowingFile file = folder.grow(TENSORBOARD + "/" + EventFile.name(now.getEpochSecond()));
    file.append(EventFile.header(now.toEpochMilli() / 1e3));
    return file;
  }

  /** Appends an epoch to {@code metrics.jsonl} for others to read at once. */
  void epoch(EpochMetrics epoch) {
    folder.line(epoch.toMap());
    if (events != null) {
      events.append(
          EventFile.scalars(
              Instant.now().toEpochMilli() / 1e3, epoch.epoch(), epoch.tensorboard()));
    }
  }

  /** Publishes the model, in the place of an earlier run's. */
  void model(Model model) {
    ModelFolder.replace(folder.fileSystem(), folder.file(MODEL), model);
  }

  /** Whether there is a model, be it an earlier run's. */
  boolean hasModel() {
    return folder.exists(MODEL);
  }

  void report(String page) {
    folder.text(REPORT, page);
  }

  /** Writes one more file, in the place of an earlier one. */
  void file(String name, AtomicWrite.Content content) {
    folder.write(name, content);
  }

  /** Writes {@code summary.json}. */
  void summary(Map<String, Object> summary) {
    folder.json(SUMMARY, Secrets.masked(summary));
  }

  /** Says that all of it is there. */
  void success() {
    folder.empty(SUCCESS);
  }

  /** Makes room for others if that can be done in a moment, as the process ends. */
  void abandon() {
    folder.abandon();
  }

  /** Makes room for others, and leaves no folder behind of a run that did not start. */
  @Override
  public void close() {
    folder.close();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
