package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.train.ConfigReference.Chapter;
import dev.kindling.train.ConfigReference.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/kindling");

  /** A reader that asks for a key by its name: {@code training.integer("epochs", ...)}. */
  private static final Pattern QUESTION =
      Pattern.compile(
          "\\.(?:has|string|strings|integer|longInteger|integers|number|positive|fraction|part"
              + "|numbers|bool|choice|section|sectionOrEmpty|sections|tagged|taggedOne)"
              + "\\(\\s*\"([a-z_0-9]+)\"");

  /** What these read are files of Kindling's own. */
  private static final Set<String> OTHER_READERS =
      Set.of(
          "StateJson.java",
          "EpochMetrics.java",
          "Trial.java",
          "CheckpointFiles.java",
          "ConfigReference.java");

  private static final List<Chapter> REFERENCE = ConfigReference.read();

  private static String yaml() throws IOException {
    return new String(
        ConfigReference.class.getResourceAsStream("reference.yaml").readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private static Map<String, Entry> entries() {
    return REFERENCE.stream()
        .flatMap(chapter -> chapter.entries().stream())
        .collect(Collectors.toMap(Entry::key, Function.identity()));
  }

  private static void assertRefused(String message, String yaml) {
    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> ConfigReference.of(yaml)).getMessage());
  }

  @Test
  void valuesAndDefaultsAreThoseOfTheCode() {
    assertEquals(
        new Entry(
            "training.batch_size",
            "a whole number of at least 1",
            "`64`",
            "examples per step, over all partitions together"),
        entries().get("training.batch_size"));
    assertEquals("required", entries().get("training.optimizer.sgd.learning_rate").defaultValue());
    assertEquals("`1e-8`", entries().get("training.optimizer.adam.epsilon").defaultValue());
    assertEquals("none", entries().get("training.clip_norm").defaultValue());
    assertEquals("a whole number", entries().get("training.seed").legal());
    assertEquals(
        "a number of at least 0 and below 1, or text", entries().get("data.validation").legal());
  }

  @Test
  void aKeyThatIsReadButNotDescribedIsRefused() throws IOException {
    assertRefused(
        "reference.yaml does not describe training.seed",
        yaml().replaceFirst("training\\.seed: >-\\s+decides.*", ""));
  }

  @Test
  void aKeyThatIsDescribedButNotReadIsRefused() throws IOException {
    assertRefused(
        "reference.yaml describes training.sead, which nobody reads",
        yaml().replace("training.seed:", "training.sead:"));
  }

  @Test
  void aDefaultThatTheCodeHasIsNotWrittenDownAgain() throws IOException {
    assertRefused(
        "reference.yaml says \"1 each\" for the default of data.delimiter, and the code [,]",
        yaml()
            .replaceFirst("data\\.delimiter: >-\\s+csv: one.*", "")
            .replace("data.weight:", "data.delimiter:"));
  }

  @Test
  void everyKindOfLayerOptimizerAndScheduleHasItsLines() {
    int kinds = 0;
    for (Entry entry : entries().values()) {
      String list = entry.legal().startsWith("a list of ") ? "[]" : "";
      boolean isChild =
          entries().keySet().stream().anyMatch(key -> key.startsWith(entry.key() + list + "."));
      if (isChild && entry.legal().matches("(one|a list) of .*")) {
        for (String kind : entry.legal().replaceFirst("(one|a list) of ", "").split(", ")) {
          assertTrue(entries().containsKey(entry.key() + list + "." + kind), kind);
          kinds++;
        }
      }
    }
    assertTrue(kinds > 15, "only " + kinds + " kinds");
  }

  @Test
  void everyChoiceIsExplained() {
    String texts =
        REFERENCE.stream()
            .flatMap(
                chapter ->
                    Stream.concat(
                        Stream.of(chapter.before(), chapter.after()),
                        chapter.entries().stream().map(Entry::meaning)))
            .collect(Collectors.joining());
    for (Entry entry : entries().values()) {
      if (entry.legal().startsWith("one of ")) {
        for (String choice : entry.legal().substring("one of ".length()).split(", ")) {
          assertTrue(
              texts.contains("`" + choice + "`")
                  || entries().containsKey(entry.key() + "." + choice),
              entry.key() + ": " + choice);
        }
      }
    }
  }

  @Test
  void noReaderAsksForAKeyThatTheExamplesDoNotReach() throws IOException {
    Set<String> known = new TreeSet<>();
    for (String key : entries().keySet()) {
      known.addAll(List.of(key.split("\\.|\\[\\]")));
    }
    Set<String> asked = new TreeSet<>();
    for (String name : List.of("tune", "train", "data", "nn", "optim")) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!OTHER_READERS.contains(file.getFileName().toString())) {
            Matcher questions = QUESTION.matcher(Files.readString(file));
            while (questions.find()) {
              asked.add(questions.group(1));
            }
          }
        }
      }
    }
    assertTrue(asked.size() > 50, asked.toString());
    asked.removeAll(known);
    assertEquals(Set.of(), asked, "give reference.yaml an example in which it is read");
  }
}
