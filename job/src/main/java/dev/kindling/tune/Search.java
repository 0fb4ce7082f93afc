package dev.kindling.tune;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.config.Yaml;
import dev.kindling.nn.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The points that a search tries: each gives some keys of the configuration other values.
 *
 * @param option of the command line, for messages
 * @param points the values by their dotted keys, all with the same keys in the same order
 */
public record Search(String option, List<Map<String, Object>> points) {

  /** More are a mistake. */
  private static final int MOST_POINTS = 10_000;

  /** For each point; to meet the last of few points takes many. */
  private static final long MOST_DRAWS = 100;

  /**
   * Every combination of some values of each key; the last key changes fastest.
   *
   * @param texts {@code key=values}, the values as a YAML list without its brackets
   * @throws ConfigException for a text that is none
   */
  public static Search grid(List<String> texts) {
    List<Map<String, Object>> points = List.of(Map.of());
    for (Map.Entry<String, String> each : byKey("--grid", texts).entrySet()) {
      String option = "--grid " + each.getKey() + "=" + each.getValue();
      List<Map<String, Object>> longer = new ArrayList<>();
      List<?> values = Distribution.values(option, each.getValue());
      Set<Object> different = new HashSet<>();
      for (Object value : values) {
        if (!different.add(value)) {
          throw new ConfigException(option + " has " + Yaml.inline(value) + " twice");
        }
      }
      for (Map<String, Object> point : points) {
        for (Object value : values) {
          Map<String, Object> copy = new LinkedHashMap<>(point);
          copy.put(each.getKey(), value);
          longer.add(copy);
        }
      }
      if (longer.size() > MOST_POINTS) {
        throw new ConfigException(option + " makes more than " + MOST_POINTS + " combinations");
      }
      points = longer;
    }
    return new Search("--grid", points);
  }

  /**
   * Points drawn at random, all of them different (Bergstra and Bengio 2012, "Random search for
   * hyper-parameter optimization").
   *
   * @param texts {@code key=distribution}, see {@link Distribution#parse}
   * @throws ConfigException for a text that is none, and if there are not so many points
   */
  public static Search random(List<String> texts, int count, long seed) {
    if (count > MOST_POINTS) {
      throw new ConfigException("--random is " + count + " but must be at most " + MOST_POINTS);
    }
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : byKey("--sample", texts).entrySet()) {
      String option = "--sample " + each.getKey() + "=" + each.getValue();
      distributions.put(each.getKey(), Distribution.parse(option, each.getValue()));
    }
    SplittableRandom random = Seeds.generator(seed, "search");
    Set<Map<String, Object>> points = new LinkedHashSet<>();
    for (long draw = 0; points.size() < count; draw++) {
      if (draw == MOST_DRAWS * count) {
        throw new ConfigException(
            "--random is %d but --sample has only %d different points; --grid tries all of them"
                .formatted(count, points.size()));
      }
      Map<String, Object> point = new LinkedHashMap<>();
      distributions.forEach((key, distribution) -> point.put(key, distribution.draw(random)));
      points.add(point);
    }
    return new Search("--sample", List.copyOf(points));
  }

  private static Map<String, String> byKey(String option, List<String> texts) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new ConfigException(
            option
                + " "
                + text
                + " must be a dotted key and its values, such as training.batch_size=32,64");
      }
      String key = text.substring(0, equals).strip();
      if (byKey.putIfAbsent(key, text.substring(equals + 1)) != null) {
        throw new ConfigException(option + " has " + key + " twice");
      }
      byKey.keySet().forEach(other -> checkApart(option, key, other));
    }
    return byKey;
  }

  /** Refuses two keys one of which lies within the other: {@code a} and {@code a.0.b}. */
  private static void checkApart(String option, String one, String other) {
    if (!one.equals(other)) {
      checkNotWithin(option, one, other);
      checkNotWithin(option, other, one);
    }
  }

  private static void checkNotWithin(String option, String part, String whole) {
    if (dotted(part).startsWith(dotted(whole))) {
      throw new ConfigException(
          "%s has %s and %s, which is a part of it: one would undo the other"
              .formatted(option, whole, part));
    }
  }

  /** {@code a[0].b} is {@code a.0.b}; with a dot at the end. */
  private static String dotted(String key) {
    return (key + ".").replaceAll("[.\\[\\]]+", ".");
  }

  /**
   * A configuration with the values of each point.
   *
   * @throws ConfigException for a key that does not fit into the configuration
   */
  List<Section> over(Section base) {
    List<Section> configurations = new ArrayList<>();
    for (Map<String, Object> point : points) {
      Section section = base;
      for (Map.Entry<String, Object> value : point.entrySet()) {
        section =
            section.with(
                option + " " + value.getKey() + "=" + Yaml.inline(value.getValue()),
                value.getKey(),
                value.getValue());
      }
      configurations.add(section);
    }
    return Collections.unmodifiableList(configurations);
  }
}
