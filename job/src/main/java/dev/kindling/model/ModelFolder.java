package dev.kindling.model;

import dev.kindling.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder that a model is kept in: {@code model.json} and {@code weights.safetensors}. */
public final class ModelFolder {
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
    } catch (IOException | FSError e) {
      throw new OutputException(folder.toString(), e);
    }
    replace(fs, folder, model);
  }

  /** The same in the place of a folder that may exist, which stays until the new one is whole. */
  public static void replace(FileSystem fileSystem, Path folder, Model model) {
    FileSystem fs = withoutChecksumFiles(fileSystem);
    Path aside = AtomicWrite.beside(fs.makeQualified(folder));
    try {
      try {
        AtomicWrite.folder(
            fs,
            folder,
            building -> {
              build(fs, building, model);
              move(fs, folder, aside);
            });
      } catch (OutputException e) {
        move(fs, aside, folder);
        throw e;
      }
      fs.delete(aside, true);
    } catch (IllegalArgumentException e) {
      throw new ModelException(folder + ": cannot be written: " + e.getMessage(), e);
    } catch (IOException | FSError e) {
      throw new OutputException(folder.toString(), e);
    }
  }

  /** Renames what may not be there. */
  private static void move(FileSystem fs, Path from, Path to) throws IOException {
    if (fs.exists(from) && !fs.rename(from, to)) {
      throw new IOException("renaming " + from + " to " + to + " failed");
    }
  }

  /**
   * Puts a model back into its place that is in neither: a process that is killed in the middle of
   * {@link #replace} leaves the old one and the new one beside it.
   */
  public static void restore(FileSystem fileSystem, Path folder) throws IOException {
    FileSystem fs = withoutChecksumFiles(fileSystem);
    if (fs.exists(folder)) {
      return;
    }
    for (Path model : beside(fs, folder)) {
      if (isWhole(fs, model)) {
        move(fs, model, folder);
        return;
      }
    }
  }

  private static boolean isWhole(FileSystem fs, Path folder) {
    try {
      read(fs, folder);
      return true;
    } catch (ModelException e) {
      return false; // it was still being built
    }
  }

  /** What has been left beside a place for a model, the newest first. */
  private static List<Path> beside(FileSystem fs, Path folder) throws IOException {
    Path parent = fs.makeQualified(folder).getParent();
    if (parent == null || !fs.exists(parent)) {
      return List.of();
    }
    List<FileStatus> weights = new ArrayList<>();
    for (FileStatus file : fs.listStatus(parent)) {
      Path inside = new Path(file.getPath(), ModelFiles.WEIGHTS);
      if (Unfinished.isNameOf(folder.getName(), file.getPath().getName()) && fs.exists(inside)) {
        weights.add(fs.getFileStatus(inside));
      }
    }
    weights.sort(Comparator.comparingLong(FileStatus::getModificationTime).reversed());
    return weights.stream().map(file -> file.getPath().getParent()).toList();
  }

  /**
   * Makes sure of the place for a model before anything is done for it.
   *
   * @param option the option that names it, for messages
   * @param overwrite whether a model there may be replaced
   * @throws ConfigException if it is to stay, or is no model folder
   */
  public static void check(Configuration hadoop, Path folder, String option, boolean overwrite) {
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      if (!fs.exists(folder)) {
        return;
      }
      if (!overwrite) {
        throw new ConfigException(
            folder
                + " ("
                + option
                + ") exists; choose another folder, or --overwrite to replace the model in it");
      }
      if (!fs.exists(new Path(folder, ModelFiles.JSON))) {
        throw new ConfigException(
            folder + " (" + option + ") holds no model; --overwrite replaces nothing else");
      }
    } catch (IOException e) {
      throw new OutputException(folder.toString(), e);
    }
  }

  private static void build(FileSystem fs, Path building, Model model) throws IOException {
    AtomicWrite.create(
        fs, new Path(building, ModelFiles.JSON), out -> out.write(ModelJson.of(model).write()));
    AtomicWrite.create(
        fs,
        new Path(building, ModelFiles.WEIGHTS),
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
    ModelFiles files =
        new ModelFiles(folder.toString()) {
          @Override
          boolean exists(String file) throws IOException {
            return fs.exists(new Path(folder, file));
          }

          @Override
          String beside() throws IOException {
            List<Path> left = ModelFolder.beside(fs, folder);
            return left.isEmpty()
                ? null
                : Path.getPathWithoutSchemeAndAuthority(left.get(0)).toString();
          }

          @Override
          long length(String file) throws IOException {
            return fs.getFileStatus(new Path(folder, file)).getLen();
          }

          @Override
          InputStream open(String file) throws IOException {
            return fs.open(new Path(folder, file));
          }
        };
    return files.read();
  }

  /**
   * The same file system without the {@code .crc} side files that Hadoop puts beside local ones.
   */
  public static FileSystem withoutChecksumFiles(FileSystem fs) {
    return fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs;
  }
}
