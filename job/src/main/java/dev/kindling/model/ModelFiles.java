package dev.kindling.model;

import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** The files of a model folder, wherever they are, and how a model is read from them. */
abstract class ModelFiles {
  static final String JSON = "model.json";
  static final String WEIGHTS = "weights.safetensors";

  private final String folder;

  /**
   * @param folder the folder's name, for messages
   */
  ModelFiles(String folder) {
    this.folder = folder;
  }

  /** The files of a folder on a disk of this machine. */
  static ModelFiles local(Path folder) {
    return new ModelFiles(folder.toString()) {
      @Override
      boolean exists(String file) {
        return !Files.notExists(folder.resolve(file)); // nor where nobody may look
      }

      @Override
      String beside() throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
          return null;
        }
        String newest = null;
        FileTime latest = null;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent)) {
          for (Path other : all) {
            Path weights = other.resolve(WEIGHTS);
            if (Unfinished.isNameOf(folder.getFileName().toString(), other.getFileName().toString())
                && Files.exists(weights)
                && (latest == null || Files.getLastModifiedTime(weights).compareTo(latest) > 0)) {
              newest = other.toString();
              latest = Files.getLastModifiedTime(weights);
            }
          }
        }
        return newest;
      }

      @Override
      long length(String file) throws IOException {
        return Files.size(folder.resolve(file));
      }

      @Override
      InputStream open(String file) throws IOException {
        return Files.newInputStream(folder.resolve(file));
      }
    };
  }

  /**
   * Whether a file is there.
   *
   * @param file its path in the folder; {@code .} is the folder
   */
  abstract boolean exists(String file) throws IOException;

  /** The newest model that a process has left beside the folder, or null. */
  abstract String beside() throws IOException;

  abstract long length(String file) throws IOException;

  abstract InputStream open(String file) throws IOException;

  /**
   * Reads a model, its parameters in the precision that they were written in.
   *
   * @throws ModelException if the folder does not hold a model that this version can read, naming
   *     the file
   */
  final Model read() {
    requireFiles();
    ModelJson json = read(JSON, (in, length) -> ModelJson.read(in, name(JSON)));
    List<Tensor> tensors = json.network().tensors();
    Matrix parameters =
        read(WEIGHTS, (in, length) -> Safetensors.read(in, length, tensors, name(WEIGHTS)));
    try {
      json.network().check(parameters);
    } catch (IllegalArgumentException e) {
      throw new ModelException(name(WEIGHTS) + ": " + e.getMessage(), e);
    }
    try {
      return json.with(parameters);
    } catch (IllegalArgumentException e) {
      throw new ModelException(name(JSON) + ": " + e.getMessage(), e);
    }
  }

  private void requireFiles() {
    String holds = "a model folder holds " + JSON + " and " + WEIGHTS;
    try {
      if (!exists(".")) {
        String beside = beside();
        throw new ModelException(
            folder
                + ": does not exist; "
                + (beside == null
                    ? holds
                    : "a run that was killed as it put a new model there (or is at it now) has one in "
                        + beside
                        + ": rename that, or start the run again"));
      }
      for (String file : List.of(JSON, WEIGHTS)) {
        if (!exists(file)) {
          boolean above = exists("model/" + JSON);
          throw new ModelException(
              folder
                  + ": has no "
                  + file
                  + "; "
                  + holds
                  + (above ? "; did you mean " + name("model") + "?" : ""));
        }
      }
    } catch (IOException e) {
      throw new ModelException(folder + ": cannot be read: " + why(e), e);
    }
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream in, long length) throws IOException;
  }

  private <T> T read(String file, Reader<T> reader) {
    try (InputStream in = open(file)) {
      return reader.read(in, length(file));
    } catch (IOException e) {
      throw new ModelException(name(file) + ": cannot be read: " + why(e), e);
    }
  }

  /** The reason alone: the exceptions of Java's files have the name of the file for a message. */
  static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.getMessage();
  }

  private String name(String file) {
    return folder + "/" + file;
  }
}
