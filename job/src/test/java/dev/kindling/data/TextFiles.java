package dev.kindling.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes the inputs of tests. */
public final class TextFiles {
  private TextFiles() {}

  /** Writes a file as it is given, with the folders above it. */
  public static String write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  /** Writes a file of lines. */
  public static String write(Path folder, String name, List<String> lines) throws IOException {
    return write(folder, name, String.join("\n", lines) + "\n");
  }

  public static byte[] gzip(Path file, List<String> lines) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Files.readAllBytes(file);
  }
}
