package dev.kindling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The README, and the pages under {@code job/src/site} that it leads to. */
public final class Documents {
  /** Where the pages are. */
  public static final Path SITE = Script.ROOT.resolve("job/src/site");

  private Documents() {}

  /** The README first, then the pages by their names. */
  public static List<Path> all() {
    List<Path> documents = new ArrayList<>(List.of(Script.ROOT.resolve("README.md")));
    try (Stream<Path> pages = Files.list(SITE)) {
      pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  /** What a document says. */
  public static String text(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks of indented lines in it, without their indentation, continued lines joined. */
  public static List<String> blocks(Path document) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : (text(document).replaceAll("\\\\\n *", "") + "\nend").lines().toList()) {
      if (line.startsWith("    ")) {
        block.append(line.substring(4)).append('\n');
      } else if (!line.isBlank() && !block.isEmpty()) {
        blocks.add(block.toString());
        block.setLength(0);
      }
    }
    return blocks;
  }
}
