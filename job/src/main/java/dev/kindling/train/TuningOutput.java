package dev.kindling.train;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Yaml;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a search: {@code trials.jsonl} grows as trials end, {@code best.yaml} and
 * {@code summary.json} appear whole at the end, {@code summary.json} last.
 */
public final class TuningOutput implements AutoCloseable {
  private static final String TRIALS = "trials.jsonl";
  private static final String BEST = "best.yaml";
  private static final String SUMMARY = "summary.json";

  private final OutputFolder folder;

  private TuningOutput(OutputFolder folder) {
    this.folder = folder;
  }

  /**
   * Makes sure of the folder, so that a search that could not be kept does not start.
   *
   * @param overwrite whether an earlier search's files there may be replaced; other files stay
   * @throws ConfigException if there are files in it already, another job is at work in it, or it
   *     cannot be written
   */
  public static TuningOutput create(Configuration hadoop, Path folder, boolean overwrite) {
    String refusal = overwrite ? null : "or --overwrite to replace the search in it";
    return new TuningOutput(OutputFolder.create(hadoop, folder, refusal));
  }

  /** Makes room for this search; until then an earlier one is still there. */
  void start() {
    folder.delete(List.of(SUMMARY, BEST, TRIALS));
    folder.deleteUnfinished("");
    folder.startLines(TRIALS);
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
    folder.text(BEST, "# " + why + "\n" + Yaml.write(config.source()));
  }

  /** The file that {@link #best} writes. */
  public Path bestFile() {
    return folder.file(BEST);
  }

  void summary(Map<String, Object> summary) {
    folder.json(SUMMARY, summary);
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
