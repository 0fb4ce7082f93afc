package dev.kindling.train;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kindling.config.ConfigException;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.model.OutputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a run, locked against other runs while it is open: {@code metrics.jsonl}
 * grows as epochs end, {@code model/}, {@code report.html} and {@code summary.json} appear whole at
 * the end, and the empty {@code _SUCCESS} last, for those who wait for a model.
 */
public final class RunOutput implements AutoCloseable {
  private static final String MODEL = "model";
  private static final String METRICS = "metrics.jsonl";
  private static final String SUMMARY = "summary.json";
  private static final String SUCCESS = "_SUCCESS";
  private static final String REPORT = "report.html";
  private static final String CHECKPOINTS = "checkpoints";

  private final ObjectMapper json = new ObjectMapper();
  private final FileSystem fs;
  private final Path folder;
  private final OutputLock lock;
  private FSDataOutputStream metrics;

  /** What to do with a run that is in the folder already. */
  public enum Existing {
    REFUSE,
    OVERWRITE,
    RESUME
  }

  private RunOutput(FileSystem fs, Path folder, OutputLock lock) {
    this.fs = fs;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes sure of the folder, so that a run that could not be kept does not start.
   *
   * @param existing what to do with an earlier run's files there; other files stay
   * @throws ConfigException if there are files in it already, another run is at work in it, or it
   *     cannot be written
   */
  public static RunOutput create(Configuration hadoop, Path folder, Existing existing) {
    check(hadoop, folder, existing);
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(folder.getFileSystem(hadoop));
      if (!fs.mkdirs(folder)) {
        throw new IOException("the folder cannot be made");
      }
      return new RunOutput(fs, folder, OutputLock.take(fs, folder));
    } catch (IOException | FSError e) {
      throw unwritable(folder, e);
    }
  }

  /** Refuses what {@link #create} would, as far as can be seen without writing. */
  public static void check(Configuration hadoop, Path folder, Existing existing) {
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(folder.getFileSystem(hadoop));
      if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
        throw new ConfigException(folder + " (--output) is a file but must be a folder");
      }
      if (existing == Existing.REFUSE && fs.exists(folder) && holdsFiles(fs, folder)) {
        OutputLock.checkFree(fs, folder);
        throw new ConfigException(
            folder
                + " (--output) exists and is not empty; choose another folder, --overwrite"
                + " to replace the run in it, or --resume to go on with it");
      }
      OutputLock.checkFree(fs, folder);
    } catch (IOException | FSError e) {
      throw unwritable(folder, e);
    }
  }

  private static ConfigException unwritable(Path folder, Throwable e) {
    return new ConfigException(folder + " (--output) cannot be written: " + e.getMessage());
  }

  private static boolean holdsFiles(FileSystem fs, Path folder) throws IOException {
    return Arrays.stream(fs.listStatus(folder))
        .anyMatch(file -> !file.getPath().getName().equals(OutputLock.NAME));
  }

  /**
   * The summary of a run that is in the folder already and is done, or null. One that was stopped
   * after its summary is given the rest.
   *
   * @throws ConfigException if it was of another configuration
   */
  public Map<String, Object> finished(RunConfig config) {
    Path file = new Path(folder, SUMMARY);
    try {
      if (!fs.exists(file)) {
        return null;
      }
      Map<String, Object> summary;
      try (InputStream in = fs.open(file)) {
        summary = json.readValue(in, new TypeReference<Map<String, Object>>() {});
      }
      if (!"done".equals(summary.get("status"))) {
        return null;
      }
      if (!json.valueToTree(config.source())
          .equals(json.valueToTree(summary.get("configuration")))) {
        throw new ConfigException(
            folder
                + " (--output) holds a finished run of another configuration; choose another"
                + " folder, or --overwrite to replace it");
      }
      deleteCheckpoints();
      success();
      return summary;
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Checkpoints in this folder, of a configuration and data with this fingerprint. */
  Checkpoints checkpoints(RunConfig config, String data) {
    return new Checkpoints(
        fs,
        new Path(folder, CHECKPOINTS),
        config.training().checkpoint(),
        config.network(),
        Map.of(
            "configuration",
            config.sourceWithout(
                "training", Set.of("checkpoint", QualityGate.KEY, OnDivergence.KEY)),
            "data",
            data));
  }

  /** When the model is there they are of no more use. */
  void deleteCheckpoints() {
    try {
      fs.delete(new Path(folder, CHECKPOINTS), true);
    } catch (IOException | FSError e) {
      throw new OutputException(folder + "/" + CHECKPOINTS, e);
    }
  }

  /**
   * Makes room for this run; until then an earlier one is still there. Once more when the run goes
   * back to a checkpoint.
   *
   * @param resume whether it goes on from checkpoints; damaged ones, too, are not its to delete
   * @param epochs that are done already
   */
  void start(boolean resume, List<EpochMetrics> epochs) {
    try {
      if (metrics != null) {
        metrics.close();
      }
      for (String name : List.of(SUCCESS, SUMMARY, REPORT, METRICS, MODEL)) {
        fs.delete(new Path(folder, name), true);
      }
      if (!resume) {
        fs.delete(new Path(folder, CHECKPOINTS), true);
      }
      AtomicWrite.deleteUnfinished(fs, folder);
      AtomicWrite.deleteUnfinished(fs, new Path(folder, CHECKPOINTS));
      metrics = fs.create(new Path(folder, METRICS), false);
    } catch (IOException | FSError e) {
      throw new OutputException(folder.toString(), e);
    }
    epochs.forEach(this::epoch);
  }

  /** Appends an epoch to {@code metrics.jsonl} for others to read at once. */
  void epoch(EpochMetrics epoch) {
    try {
      metrics.write(
          (json.writeValueAsString(epoch.toMap()) + "\n").getBytes(StandardCharsets.UTF_8));
      metrics.hflush();
    } catch (IOException | FSError e) {
      throw new OutputException(folder + "/" + METRICS, e);
    }
  }

  void model(Model model) {
    ModelFolder.write(fs, new Path(folder, MODEL), model);
  }

  void report(String page) {
    AtomicWrite.file(
        fs, new Path(folder, REPORT), out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes one more file, in the place of an earlier one. */
  void file(String name, AtomicWrite.Content content) {
    AtomicWrite.file(fs, new Path(folder, name), content);
  }

  /** Writes {@code summary.json}. */
  void summary(Map<String, Object> summary) {
    AtomicWrite.file(
        fs,
        new Path(folder, SUMMARY),
        out -> {
          out.write(json.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(summary));
          out.write('\n');
        });
  }

  /** Says that all of it is there, by an empty file. */
  void success() {
    try {
      fs.create(new Path(folder, SUCCESS), true).close();
    } catch (IOException | FSError e) {
      throw new OutputException(folder + "/" + SUCCESS, e);
    }
  }

  /** Makes room for others, and leaves no folder behind of a run that did not start. */
  @Override
  public void close() {
    try {
      try (lock) {
        if (metrics != null) {
          metrics.close();
        }
      }
      if (metrics == null && fs.listStatus(folder).length == 0) {
        fs.delete(folder, false);
      }
    } catch (IOException | FSError e) {
      throw new OutputException(folder + "/" + METRICS, e);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
