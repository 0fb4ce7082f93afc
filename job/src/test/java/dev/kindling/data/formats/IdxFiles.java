package dev.kindling.data.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files, and finds those that tests bring. */
public final class IdxFiles {
  /** The images of 200 handwritten digits from MNIST; Maven runs the tests in job/. */
  public static final Path MNIST =
      Path.of("src/test/resources/mnist/mnist200-images-idx3-ubyte.gz");

  private IdxFiles() {}

  /** The bytes of a file of unsigned bytes. */
  static byte[] bytes(byte[] values, int... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * (1 + dimensions.length) + values.length)
            .putInt(0x0800 | dimensions.length);
    for (int side : dimensions) {
      bytes.putInt(side);
    }
    return bytes.put(values).array();
  }

  /** Writes a file, compressed if its name ends in {@code .gz}. */
  static String write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(bytes);
    }
    return file.toString();
  }

  /** Writes {@code count} images of the given sides with pixels 0, 1, ..., and labels 0, 1, 2. */
  static String writeSet(Path folder, int count, int... sides) throws IOException {
    int[] dimensions = new int[1 + sides.length];
    dimensions[0] = count;
    int size = count;
    for (int s = 0; s < sides.length; s++) {
      dimensions[1 + s] = sides[s];
      size *= sides[s];
    }
    byte[] pixels = new byte[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (byte) i;
    }
    byte[] labels = new byte[count];
    for (int row = 0; row < count; row++) {
      labels[row] = (byte) (row % 3);
    }
    write(folder, "a-labels-idx1-ubyte", bytes(labels, count));
    return write(
        folder, "a-images-idx%d-ubyte".formatted(dimensions.length), bytes(pixels, dimensions));
  }

  /** Unpacks the images and the labels of {@link #MNIST} into a folder. */
  public static Path unpackMnist(Path folder) throws IOException {
    for (String name : new String[] {"mnist200-images-idx3-ubyte", "mnist200-labels-idx1-ubyte"}) {
      try (var in = new GZIPInputStream(Files.newInputStream(MNIST.resolveSibling(name + ".gz")))) {
        Files.write(folder.resolve(name), in.readAllBytes());
      }
    }
    return folder.resolve("mnist200-images-idx3-ubyte");
  }
}
