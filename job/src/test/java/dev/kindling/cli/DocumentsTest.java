package dev.kindling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.testing.Documents;
import dev.kindling.testing.Script;
import dev.kindling.train.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be held against the documents without running what they say. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s'\"]+");

  /** The address that GitHub gives a heading. */
  private static String anchor(String heading) {
    return heading.strip().toLowerCase().replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-');
  }

  private static Set<String> anchors(Path document) {
    return Documents.text(document)
        .lines()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> anchor(line.replaceFirst("#+ ", "")))
        .collect(Collectors.toSet());
  }

  @Test
  void everyLinkBetweenDocumentsLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path document : Documents.all()) {
      Matcher links = LINK.matcher(Documents.text(document));
      while (links.find()) {
        String link = links.group(1);
        if (link.startsWith("http")) {
          continue;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || parts.length == 2 && !anchors(target).contains(parts[1])) {
          broken.add(document.getFileName() + ": " + link);
        }
      }
    }
    assertTrue(broken.isEmpty(), broken.toString());
  }

  @Test
  void theReadmeLeadsToEveryPage() {
    List<Path> documents = Documents.all();
    String readme = Documents.text(documents.get(0));
    List<Path> pages = documents.subList(1, documents.size());
    assertTrue(pages.size() >= 10, pages.toString());
    for (Path page : pages) {
      assertTrue(readme.contains("(job/src/site/" + page.getFileName() + ")"), page.toString());
    }
  }

  @Test
  void everyCommandOfTheDocumentsHasArgumentsThatItTakes() {
    int commands = 0;
    for (Path document : Documents.all()) {
      for (String block : Documents.blocks(document)) {
        for (String line : block.lines().toList()) {
          Matcher command =
              Pattern.compile(
                      "^(?:\\$ )?(?:[A-Z_]+=\\S+ )*(?:scripts/kindling|spark-submit .*kindling\\.jar) ([a-z][^|;#>]*)")
                  .matcher(line);
          if (command.find()) {
            commands++;
            assertParses(document, command.group(1));
          }
        }
      }
    }
    assertTrue(commands >= 30, commands + " commands");
  }

  private static void assertParses(Path document, String command) {
    List<String> words = new ArrayList<>();
    for (MatchResult word : WORD.matcher(command).results().toList()) {
      words.add(word.group().replaceAll("^['\"]|['\"]$", ""));
    }
    int master = words.indexOf("--master"); // which the script takes
    if (master >= 0) {
      words.subList(master, master + 2).clear();
    }
    try {
      Kindling.commandLine().parseArgs(words.toArray(String[]::new));
    } catch (RuntimeException e) {
      throw new AssertionError(document.getFileName() + ": " + command, e);
    }
    for (String word : words) {
      if (word.startsWith("conf/")) {
        assertTrue(Files.exists(Script.ROOT.resolve(word)), document + ": " + command);
      }
    }
  }

  @Test
  void everyWholeConfigurationOfTheDocumentsIsOne() {
    int configurations = 0;
    for (Path document : Documents.all()) {
      for (String block : Documents.blocks(document)) {
        if (block.startsWith("data:\n") && block.contains("\ntraining:\n")) {
          configurations++;
          RunConfig.read(Section.parse(document.getFileName().toString(), block));
        }
      }
    }
    assertTrue(configurations >= 1);
  }

  /** Its excerpts leave lines out, so it is lines that are looked for. */
  @Test
  void theCodeOfAddALayerStandsInTheSources() throws IOException {
    Set<String> known = new HashSet<>();
    for (String source : List.of("main", "test")) {
      try (Stream<Path> files = Files.walk(Script.ROOT.resolve("job/src/" + source))) {
        for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|yaml)")).toList()) {
          Files.readString(file).lines().map(String::strip).forEach(known::add);
        }
      }
    }
    List<String> missing = new ArrayList<>();
    for (String block : Documents.blocks(Documents.SITE.resolve("add-a-layer.md"))) {
      if (block.matches("(?s)(mvn|scripts/|EveryLayerTest).*")) {
        continue;
      }
      block.lines().map(String::strip).filter(line -> !known.contains(line)).forEach(missing::add);
    }
    missing.remove("");
    assertEquals(List.of(), missing);
  }

  @Test
  void everyClassOnTheWayOfAMiniBatchIsThere() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(Script.ROOT.resolve("job/src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    Set<String> named = new TreeSet<>();
    Path page = Documents.SITE.resolve("mini-batch.md");
    Matcher names =
        Pattern.compile("`([A-Z][A-Za-z2]+)(?:\\.(\\w+))?`").matcher(Documents.text(page));
    while (names.find()) {
      named.add(names.group(1));
      String source = sources.getOrDefault(names.group(1), "");
      assertTrue(
          names.group(2) == null || source.contains(" " + names.group(2) + "("), page.toString());
    }
    Matcher drawn =
        Pattern.compile("\\b[A-Z][a-z]+[A-Z]\\w+")
            .matcher(
                Documents.text(Documents.SITE.resolve("mini-batch.svg"))
                    .replaceFirst("(?s).*</defs>", ""));
    while (drawn.find()) {
      named.add(drawn.group());
    }
    assertTrue(named.size() > 40, named.toString());
    named.removeAll(sources.keySet());
    assertEquals(Set.of(), named);
  }
}
