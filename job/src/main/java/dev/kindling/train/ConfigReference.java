package dev.kindling.train;

import dev.kindling.config.Key;
import dev.kindling.config.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every key of a configuration, for people: legal values and defaults are what the readers ask for,
 * meanings come from {@code reference.yaml}, and neither may know a key that the other does not.
 */
public final class ConfigReference {
  /**
   * Some keys that belong together.
   *
   * @param before Markdown that stands before their table
   * @param after Markdown that stands after it
   */
  public record Chapter(String title, String before, List<Entry> entries, String after) {}

  /**
   * A key.
   *
   * @param legal what its value must be; empty for a name that is itself a value of the key before
   *     it
   * @param defaultValue what it is when absent, in words
   * @param meaning Markdown, in one line
   */
  public record Entry(String key, String legal, String defaultValue, String meaning) {}

  private final Map<String, List<Key>> asked = new TreeMap<>();
  private final TreeSet<String> described = new TreeSet<>();

  private ConfigReference() {}

  /** The reference of this version. */
  public static List<Chapter> read() {
    try (InputStream in = ConfigReference.class.getResourceAsStream("reference.yaml")) {
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The reference that a text like {@code reference.yaml} gives.
   *
   * @throws IllegalStateException if it and the readers know different keys
   */
  static List<Chapter> of(String yaml) {
    return new ConfigReference().chapters(Section.parse("reference.yaml", yaml));
  }

  private List<Chapter> chapters(Section reference) {
    for (Section example : reference.sections("examples")) {
      Section configuration = Section.of("an example in reference.yaml", example.asMap());
      RunConfig.read(configuration);
      for (Key key : configuration.asked()) {
        asked.computeIfAbsent(key.path(), path -> new ArrayList<>()).add(key);
      }
    }
    List<Chapter> chapters = new ArrayList<>();
    for (Section chapter : reference.sections("chapters")) {
      chapters.add(
          new Chapter(
              chapter.string("title"),
              chapter.string("before"),
              entries(chapter.sectionOrEmpty("keys")),
              chapter.string("after", "")));
    }
    for (String key : asked.keySet()) {
      if (!described.contains(key) && !holdsOthers(key)) {
        throw new IllegalStateException("reference.yaml does not describe " + key);
      }
    }
    return chapters;
  }

  private boolean holdsOthers(String key) {
    return asked.keySet().stream().anyMatch(other -> other.startsWith(key + "."));
  }

  private List<Entry> entries(Section keys) {
    List<Entry> entries = new ArrayList<>();
    for (String name : keys.asMap().keySet()) {
      List<Key> questions = asked.get(name);
      if (questions == null) {
        throw new IllegalStateException(
            "reference.yaml describes " + name + ", which nobody reads");
      }
      described.add(name);
      boolean plain = !(keys.asMap().get(name) instanceof Map);
      String given = plain ? null : keys.section(name).string("default");
      String meaning = plain ? keys.string(name) : keys.section(name).string("text");
      entries.add(new Entry(name, legal(questions), defaultValue(questions, given), meaning));
    }
    return entries;
  }

  /** What any of the readers takes. Bounds that are those of a type are no bounds to people. */
  private static String legal(List<Key> questions) {
    return questions.stream()
        .map(Key::legal)
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(", or "))
        .replaceAll(" from (-?\\d+) to " + Integer.MAX_VALUE, " of at least $1")
        .replace(" (key: value)", "")
        .replace(" from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE, "");
  }

  private static String defaultValue(List<Key> questions, String given) {
    List<Object> known =
        questions.stream()
            .map(Key::defaultValue)
            .filter(
                value -> value != null && !(value instanceof Double bound && bound.isInfinite()))
            .distinct()
            .toList();
    boolean depends = known.size() > 1; // on other keys
    if (given == null ? depends : known.size() == 1) {
      throw new IllegalStateException(
          "reference.yaml says \"%s\" for the default of %s, and the code %s"
              .formatted(given, questions.get(0).path(), known));
    } else if (given != null) {
      return given;
    } else if (!known.isEmpty()) {
      return "`" + known.get(0).toString().replace("E", "e").replaceFirst("\\.0(?=$|e)", "") + "`";
    }
    boolean isKind = questions.stream().allMatch(key -> key.legal() == null);
    boolean required = questions.stream().allMatch(Key::required);
    return isKind ? "" : required ? "required" : "none";
  }
}
