package dev.kindling.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kindling.config.ConfigException;
import dev.kindling.model.AtomicWrite;
import dev.kindling.model.ModelFolder;
import dev.kindling.model.OutputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of results, on any file system of Hadoop's, locked against other jobs while it is open:
 * one file of lines grows while the job runs, others appear whole.
 */
public final class OutputFolder implements AutoCloseable {
  private static final long MOMENT_MILLIS = 1000;

  private final ObjectMapper json = new ObjectMapper();
  private final FileSystem fs;
  private final Path path;
  private final Path made;
  private final OutputLock lock;
  private final List<GrowingFile> growing = new ArrayList<>();
  private GrowingFile lines;

  /**
   * Takes a folder.
   *
   * @param made the outermost folder that was made for it, or the folder itself
   */
  private OutputFolder(FileSystem fs, Path path, Path made, OutputLock lock) {
    this.fs = fs;
    this.path = path;
    this.made = made;
    this.lock = lock;
  }

  /**
   * Makes sure of a folder, so that a job whose results could not be kept does not start.
   *
   * @param refusal what to do where there are files in it already, to follow "choose another
   *     folder"; null if they may be
   * @throws ConfigException if there are files in it already, another job is at work in it, or it
   *     cannot be written
   */
  public static OutputFolder create(Configuration hadoop, Path folder, String refusal) {
    check(hadoop, folder, refusal);
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(folder.getFileSystem(hadoop));
      Path made = firstMissing(fs, folder);
      if (!fs.mkdirs(folder)) {
        throw new IOException("the folder cannot be made");
      }
      return new OutputFolder(fs, folder, made, OutputLock.take(fs, folder));
    } catch (IOException | FSError e) {
      throw unwritable(folder, e);
    }
  }

  private static Path firstMissing(FileSystem fs, Path folder) throws IOException {
    Path first = folder;
    for (Path outer = folder.getParent();
        outer != null && !outer.toString().isEmpty() && !fs.exists(outer);
        outer = outer.getParent()) {
      first = outer;
    }
    return first;
  }

  private static void check(Configuration hadoop, Path folder, String refusal) {
    try {
      FileSystem fs = ModelFolder.withoutChecksumFiles(folder.getFileSystem(hadoop));
      if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
        throw new ConfigException(folder + " (--output) is a file but must be a folder");
      }
      OutputLock.checkFree(fs, folder);
      if (refusal != null && fs.exists(folder) && holdsFiles(fs, folder)) {
        throw new ConfigException(
            folder + " (--output) exists and is not empty; choose another folder, " + refusal);
      }
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

  FileSystem fileSystem() {
    return fs;
  }

  public Path file(String name) {
    return new Path(path, name);
  }

  public boolean exists(String name) {
    try {
      return fs.exists(file(name));
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  /** Removes what jobs that were killed have left half built in it, or in a folder of it. */
  public void deleteUnfinished(String name) {
    try {
      AtomicWrite.deleteUnfinished(fs, name.isEmpty() ? path : file(name));
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  public void delete(List<String> names) {
    try {
      for (String name : names) {
        fs.delete(file(name), true);
      }
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  /** Starts a file that grows until the folder is closed. */
  GrowingFile grow(String name) {
    GrowingFile file = new GrowingFile(fs, file(name));
    growing.add(file);
    return file;
  }

  /** Starts the file that {@link #line} writes, anew where it was started before. */
  public void startLines(String name) {
    stopGrowing();
    lines = grow(name);
  }

  /** Ends the files that grow. */
  void stopGrowing() {
    while (!growing.isEmpty()) {
      growing.remove(growing.size() - 1).close();
    }
  }

  /** Appends a line of JSON, for others to read at once. */
  public void line(Map<String, Object> line) {
    try {
      lines.append((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e); // plain values always are JSON
    }
  }

  /** Writes a file of JSON, in the place of one that exists. */
  public void json(String name, Map<String, Object> content) {
    write(
        name,
        out -> {
          out.write(json.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(content));
          out.write('\n');
        });
  }

  /** The content of a JSON file, or null if there is none. */
  public Map<String, Object> readJson(String name) throws IOException {
    if (!fs.exists(file(name))) {
      return null;
    }
    try (InputStream in = fs.open(file(name))) {
      return json.readValue(in, new TypeReference<Map<String, Object>>() {});
    }
  }

  /** Writes a file of text, in the place of one that exists. */
  public void text(String name, String content) {
    write(name, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file, in the place of one that exists. */
  void write(String name, AtomicWrite.Content content) {
    AtomicWrite.file(fs, file(name), content);
  }

  /** Writes a file of nothing. */
  void empty(String name) {
    try {
      fs.create(file(name), true).close();
    } catch (IOException | FSError e) {
      throw new OutputException(file(name).toString(), e);
    }
  }

  /** Makes room for others if that can be done in a moment, as the process ends. */
  void abandon() {
    Thread release = new Thread(lock.release(), "lock-release");
    release.setDaemon(true);
    release.start();
    try {
      release.join(MOMENT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes room for others, and leaves no folder behind of a job that did not start. */
  @Override
  public void close() {
    try {
      try (lock) {
        stopGrowing();
      }
      if (lines == null) {
        deleteEmpty(path);
      }
    } catch (IOException | FSError e) {
      throw new OutputException(path.toString(), e);
    }
  }

  /** Deletes a folder without files, and those around it that were made for it. */
  private void deleteEmpty(Path folder) throws IOException {
    if (fs.listStatus(folder).length == 0 && fs.delete(folder, false) && !folder.equals(made)) {
      deleteEmpty(folder.getParent());
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
