package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.testing.Mutations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.hadoop.conf.Configuration;

/** Files of images and labels, damaged: rows or a {@link DataException}. */
class IdxFuzzTest {
  private static final String IMAGES = "images-idx3-ubyte";
  private static final String LABELS = "labels-idx1-ubyte";
  private static final Path FOLDER = folder();
  private static final Configuration HADOOP = new Configuration();

  private static Path folder() {
    try {
      return Files.createTempDirectory("idx-fuzz");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterContainer
  static void clean() throws IOException {
    try (var files = Files.list(FOLDER)) {
      files.forEach(file -> file.toFile().delete());
    }
    Files.delete(FOLDER);
  }

  @Provide
  Arbitrary<byte[]> images() throws IOException {
    return Mutations.of(IdxFiles.bytes(new byte[3 * 28 * 28], 3, 28, 28));
  }

  @Provide
  Arbitrary<byte[]> labels() {
    return Mutations.of(IdxFiles.bytes(new byte[] {7, 0, 9}, 3));
  }

  @Provide
  Arbitrary<byte[]> compressed() throws IOException {
    return Mutations.of(Files.readAllBytes(IdxFiles.MNIST));
  }

  @Property
  void imagesAreReadOrRefused(@ForAll("images") byte[] file) throws IOException {
    Files.write(FOLDER.resolve(LABELS), IdxFiles.bytes(new byte[] {7, 0, 9}, 3));
    read(Files.write(FOLDER.resolve(IMAGES), file), file.length);
  }

  @Property
  void labelsAreReadOrRefused(@ForAll("labels") byte[] file) throws IOException {
    Files.write(FOLDER.resolve(LABELS), file);
    byte[] images = IdxFiles.bytes(new byte[3 * 28 * 28], 3, 28, 28);
    read(Files.write(FOLDER.resolve(IMAGES), images), images.length);
  }

  @Property
  void compressedImagesAreReadOrRefused(@ForAll("compressed") byte[] file) throws IOException {
    String labels = IdxFiles.MNIST.getFileName().toString().replace("images-idx3", "labels-idx1");
    Files.copy(
        IdxFiles.MNIST.resolveSibling(labels),
        FOLDER.resolve(LABELS + ".gz"),
        StandardCopyOption.REPLACE_EXISTING);
    read(Files.write(FOLDER.resolve(IMAGES + ".gz"), file), 200 * 28 * 28);
  }

  private static void read(Path images, int length) {
    Mutations.read(
        length,
        () -> {
          org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(images.toString());
          IdxFile file = IdxFile.open(HADOOP, path.getFileSystem(HADOOP).getFileStatus(path));
          IdxLabels.beside(file, HADOOP).counts();
          try (InputStream values = file.values(HADOOP, 0)) {
            for (int row = 0; row < file.header().rows(); row++) {
              values.readNBytes(file.header().rowSize());
            }
          }
        },
        DataException.class);
  }
}
