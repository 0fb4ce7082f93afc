package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder that a model is kept in: {@code model.json} and {@code weights.safetensors}. */
public final class ModelFolder {
  private static final String JSON = "model.json";
  private static final String WEIGHTS = "weights.safetensors";

  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream in, long length) throws IOException;
  }

  private ModelFolder() {}

  /**
   * Writes a model as a new folder, whole or not at all.
   *
   * @throws OutputException if the folder cannot be written
   * @throws ModelException if the folder exists, or the model has a parameter that is not finite
   */
  public static void write(FileSystem fileSystem, Path folder, Model model) {
    FileSystem fs = withoutChecksumFiles(fileSystem);
    try {
      if (fs.exists(folder)) {
        throw new ModelException(folder + ": exists already; remove it or choose another folder");
      }
      AtomicWrite.folder(fs, folder, building -> build(fs, building, model));
    } catch (IllegalArgumentException e) {
      throw new ModelException(folder + ": cannot be written: " + e.getMessage(), e);
    } catch (IOException | FSError e) {
      throw new OutputException(folder.toString(), e);
    }
  }

  private static void build(FileSystem fs, Path building, Model model) throws IOException {
    AtomicWrite.create(fs, new Path(building, JSON), out -> out.write(ModelJson.of(model).write()));
    AtomicWrite.create(
        fs,
        new Path(building, WEIGHTS),
        out -> Safetensors.write(out, model.network().tensors(), model.parameters()));
  }

  /** Reads a model from wherever Hadoop finds its folder, see {@link #read(FileSystem, Path)}. */
  public static Model read(Configuration hadoop, Path folder) {
    try {
      return read(folder.getFileSystem(hadoop), folder);
    } catch (IOException e) {
      throw new ModelException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model, its parameters in the precision that they were written in.
   *
   * @throws ModelException if the folder does not hold a model that this version can read, naming
   *     the file
   */
  public static Model read(FileSystem fileSystem, Path folder) {
    FileSystem fs = withoutChecksumFiles(fileSystem);
    Path jsonFile = new Path(folder, JSON);
    Path weightsFile = new Path(folder, WEIGHTS);
    requireFiles(fs, folder);
    ModelJson json = open(fs, jsonFile, (in, length) -> ModelJson.read(in, jsonFile.toString()));
    List<Tensor> tensors = json.network().tensors();
    Matrix parameters =
        open(
            fs,
            weightsFile,
            (in, length) -> Safetensors.read(in, length, tensors, weightsFile.toString()));
    try {
      return json.with(parameters);
    } catch (IllegalArgumentException e) {
      throw new ModelException(jsonFile + ": " + e.getMessage(), e);
    }
  }

  private static void requireFiles(FileSystem fs, Path folder) {
    String holds = "a model folder holds " + JSON + " and " + WEIGHTS;
    try {
      if (!fs.exists(folder)) {
        throw new ModelException(folder + ": does not exist; " + holds);
      }
      for (String file : List.of(JSON, WEIGHTS)) {
        if (!fs.exists(new Path(folder, file))) {
          boolean above = fs.exists(new Path(folder, "model/" + JSON));
          throw new ModelException(
              folder
                  + ": has no "
                  + file
                  + "; "
                  + holds
                  + (above ? "; did you mean " + new Path(folder, "model") + "?" : ""));
        }
      }
    } catch (IOException e) {
      throw new ModelException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static <T> T open(FileSystem fs, Path file, Reader<T> reader) {
    try {
      long length = fs.getFileStatus(file).getLen();
      try (FSDataInputStream in = fs.open(file)) {
        return reader.read(in, length);
      }
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The same file system without the {@code .crc} side files that Hadoop puts beside local ones.
   */
  public static FileSystem withoutChecksumFiles(FileSystem fs) {
    return fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs;
  }
}
