package dev.kindling.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kindling.config.ConfigException;
import dev.kindling.model.Model;
import dev.kindling.model.ModelFolder;
import dev.kindling.model.OutputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a run: {@code metrics.jsonl} grows as epochs end, {@code model/} and {@code
 * summary.json} appear whole at the end, {@code summary.json} last.
 */
public final class RunOutput implements AutoCloseable {
  private static final String MODEL = "model";
  private static final String METRICS = "metrics.jsonl";
  private static final String SUMMARY = "summary.json";
  private static final List<String> OURS = List.of(SUMMARY, METRICS, MODEL);

  private final ObjectMapper json = new ObjectMapper();
  private final FileSystem fs;
  private final Path folder;
  private FSDataOutputStream metrics;

  private RunOutput(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /**
   * Makes sure of the folder, so that a run that could not be kept does not start.
   *
   * @param overwrite whether an earlier run's files there may be replaced; other files stay
   * @throws ConfigException if there are files in it already, or it cannot be written
   */
  public static RunOutput create(Configuration hadoop, Path folder, boolean overwrite) {
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(folder.getFileSystem(hadoop));
      if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
        throw new ConfigException(folder + " (--output) is a file but must be a folder");
      }
      if (fs.exists(folder) && fs.listStatus(folder).length > 0 && !overwrite) {
        throw new ConfigException(
            folder
                + " (--output) exists and is not empty; choose another folder, or --overwrite"
                + " to replace the run in it");
      }
      if (!fs.mkdirs(folder)) {
        throw new IOException("the folder cannot be made");
      }
      Path probe = new Path(folder, ".writable");
      fs.create(probe, true).close();
      fs.delete(probe, false);
      return new RunOutput(fs, folder);
    } catch (IOException | FSError e) {
      throw new ConfigException(folder + " (--output) cannot be written: " + e.getMessage());
    }
  }

  /** Makes room for this run; until then an earlier one is still there. */
  void start() {
    try {
      for (String name : OURS) {
        fs.delete(new Path(folder, name), true);
      }
      metrics = fs.create(new Path(folder, METRICS), false);
    } catch (IOException | FSError e) {
      throw new OutputException(folder.toString(), e);
    }
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

  /** Writes {@code summary.json}, beside its place and then renamed into it. */
  void summary(Map<String, Object> summary) {
    Path building = new Path(folder, "." + SUMMARY);
    try {
      try (FSDataOutputStream out = fs.create(building, true)) {
        out.write(json.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(summary));
        out.write('\n');
      }
      if (!fs.rename(building, new Path(folder, SUMMARY))) {
        throw new IOException("renaming " + building + " failed");
      }
    } catch (IOException | FSError e) {
      throw new OutputException(folder + "/" + SUMMARY, e);
    }
  }

  /** Leaves no folder behind of a run that did not start. */
  @Override
  public void close() {
    try {
      if (metrics != null) {
        metrics.close();
      } else if (fs.listStatus(folder).length == 0) {
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
