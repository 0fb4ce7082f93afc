package dev.kindling.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoublePredicate;

/**
 * A map of a configuration, read key by key with types and ranges checked.
 *
 * <p>The values never change. What was asked for is remembered, which makes it the legal keys: call
 * {@link #done} on the outermost section when everything has been read, and it refuses every key,
 * however deep, that nobody asked for.
 *
 * <p>Accessors with a default use it when the key is absent. A key with nothing behind it is not
 * absent; it is an error, except where a map is expected and nothing means no keys. Every accessor
 * throws {@link ConfigException} for an absent key without a default, a wrong type and a value out
 * of range.
 */
public final class Section {
  private static final String TEXT = "text";
  private static final String BOOLEAN = "true or false";
  private static final String POSITIVE = "a number above 0";
  private static final String FRACTION = "a number of at least 0 and below 1";

  private final Origin origin;
  private final String path;
  private final Map<String, Object> values;
  private final AskedKeys asked = new AskedKeys();
  private final Map<String, Section> children = new LinkedHashMap<>();

  private Section(Origin origin, String path, Map<String, Object> values) {
    this.origin = origin;
    this.path = path;
    this.values = values;
  }

  /**
   * Reads YAML.
   *
   * @param source what messages call the text: the name of its file
   * @throws ConfigException for a syntax error, a duplicate key, and anything but a map
   */
  public static Section parse(String source, String yaml) {
    Origin origin = new Origin(source, Map.of());
    return root(origin, Yaml.parse(origin, "", yaml));
  }

  /** Takes a nested map, as a JSON parser gives it. */
  public static Section of(String source, Map<String, ?> map) {
    Origin origin = new Origin(source, Map.of());
    return root(origin, PlainValues.copy(origin, "", map, Integer.MAX_VALUE));
  }

  private static Section root(Origin origin, Object value) {
    if (value instanceof Map<?, ?>) {
      return new Section(origin, "", castMap(value));
    }
    String found = "the top level is " + Wording.show(value);
    throw origin.error("", found + " but must be " + Wording.MAP);
  }

  /**
   * This section with one value replaced or added, nothing asked for yet.
   *
   * @param assignment {@code key=value}: a dotted key that may index lists ({@code
   *     network.layers[0].dense.units} or {@code network.layers.0.dense.units}), and a YAML value
   */
  public Section with(String assignment) {
    return with(Assignment.parse(origin, path, assignment));
  }

  /**
   * This section with one value replaced or added, nothing asked for yet.
   *
   * @param option what messages say of the value, such as {@code --data digits.csv}
   * @param key a dotted key
   */
  public Section with(String option, String key, Object value) {
    return with(new Assignment(origin, option, path, key, value));
  }

  private Section with(Assignment change) {
    return new Section(change.origin(), path, castMap(change.applyTo(values, path, 0)));
  }

  /** Whether the key is there; asking makes it legal. */
  public boolean has(String key) {
    asked.add(key, null, null, true);
    return values.containsKey(key);
  }

  /** Whether to take the default: asks for a key that may be absent. */
  private boolean isAbsent(String key, String legal, Object defaultValue) {
    asked.add(key, legal, defaultValue, true);
    return !values.containsKey(key);
  }

  /** Everything in this section as immutable maps and lists, for recording. */
  public Map<String, Object> asMap() {
    return values;
  }

  public Section section(String key) {
    return child(full(key), required(key, Wording.MAP));
  }

  public Section sectionOrEmpty(String key) {
    return isAbsent(key, Wording.MAP, null) ? child(full(key), null) : section(key);
  }

  /** A list of maps. */
  public List<Section> sections(String key) {
    return each(key, "a list of maps", this::child);
  }

  /**
   * A list of names, each alone or with options: {@code [flatten, dense: {units: 25}]}.
   *
   * @param kinds the legal names
   */
  public List<Tagged> tagged(String key, Collection<String> kinds) {
    asked.add(key, "a list of " + String.join(", ", kinds), null, false);
    if (required(key, "a list") instanceof List<?>) {
      return each(key, "a list", (at, value) -> tag(at, value, kinds));
    }
    throw illegal(key, "a list");
  }

  /**
   * A name, alone or with options: {@code sgd} or {@code sgd: {learning_rate: 0.1}}.
   *
   * @param kinds the legal names
   */
  public Tagged taggedOne(String key, Collection<String> kinds) {
    asked.add(key, Wording.oneOf(kinds, null), null, false);
    return tag(full(key), required(key, Tagged.LEGAL), kinds);
  }

  public Tagged taggedOne(String key, String defaultKind, Collection<String> kinds) {
    asked.add(key, Wording.oneOf(kinds, null), null, false);
    return isAbsent(key, Tagged.LEGAL, defaultKind)
        ? tag(full(key), defaultKind, kinds)
        : taggedOne(key, kinds);
  }

  /** Text; numbers, true and false are taken as they print, so that names need no quotes. */
  public String string(String key) {
    return text(full(key), required(key, TEXT));
  }

  public String string(String key, String defaultValue) {
    return isAbsent(key, TEXT, defaultValue) ? defaultValue : string(key);
  }

  /** A list of texts; one text counts as a list of one. */
  public List<String> strings(String key) {
    return each(key, "text or a list of texts", this::text);
  }

  /** A whole number from min to max, both legal. */
  public int integer(String key, int min, int max) {
    return (int) longInteger(key, min, max);
  }

  public int integer(String key, int defaultValue, int min, int max) {
    return (int) longInteger(key, defaultValue, min, max);
  }

  /** A whole number from min to max, both legal. */
  public long longInteger(String key, long min, long max) {
    return whole(full(key), required(key, Wording.wholeNumber(min, max)), min, max);
  }

  public long longInteger(String key, long defaultValue, long min, long max) {
    return isAbsent(key, Wording.wholeNumber(min, max), defaultValue)
        ? defaultValue
        : longInteger(key, min, max);
  }

  /** A list of whole numbers from min to max; one number counts as a list of one. */
  public List<Integer> integers(String key, int min, int max) {
    return each(
        key,
        Wording.wholeNumber(min, max) + " or a list of them",
        (at, value) -> (int) whole(at, value, min, max));
  }

  /** Whether the key holds a number, for keys that take a number or a name. */
  public boolean isNumber(String key) {
    return has(key) && values.get(key) instanceof Number;
  }

  /** A finite number from min to max, both legal. */
  public double number(String key, double min, double max) {
    String legal = Wording.number(min, max);
    return number(full(key), required(key, legal), legal, x -> x >= min && x <= max);
  }

  public double number(String key, double defaultValue, double min, double max) {
    return isAbsent(key, Wording.number(min, max), defaultValue)
        ? defaultValue
        : number(key, min, max);
  }

  /** A finite number above 0. */
  public double positive(String key) {
    return number(full(key), required(key, POSITIVE), POSITIVE, x -> x > 0);
  }

  public double positive(String key, double defaultValue) {
    return isAbsent(key, POSITIVE, defaultValue) ? defaultValue : positive(key);
  }

  /** A number of at least 0 and below 1. */
  public double fraction(String key) {
    return number(full(key), required(key, FRACTION), FRACTION, x -> x >= 0 && x < 1);
  }

  public double fraction(String key, double defaultValue) {
    return isAbsent(key, FRACTION, defaultValue) ? defaultValue : fraction(key);
  }

  /** A number above 0, of at most 1. */
  public double part(String key) {
    String legal = "a number above 0, of at most 1";
    return number(full(key), required(key, legal), legal, x -> x > 0 && x <= 1);
  }

  /** A list of finite numbers; one number counts as a list of one. */
  public List<Double> numbers(String key) {
    String legal = Wording.number(-Double.MAX_VALUE, Double.MAX_VALUE);
    return each(
        key, legal + " or a list of them", (at, value) -> number(at, value, legal, x -> true));
  }

  public boolean bool(String key, boolean defaultValue) {
    if (isAbsent(key, BOOLEAN, defaultValue)) {
      return defaultValue;
    } else if (values.get(key) instanceof Boolean value) {
      return value;
    }
    throw illegal(key, BOOLEAN);
  }

  /** One of an enum's constants, by its name in lower case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    Map<String, E> choices = choices(type);
    Object value = required(key, Wording.oneOf(choices.keySet(), null));
    if (value instanceof String name && choices.containsKey(name)) {
      return choices.get(name);
    }
    throw illegal(key, Wording.oneOf(choices.keySet(), value));
  }

  public <E extends Enum<E>> E choice(String key, E defaultValue, Class<E> type) {
    String legal = Wording.oneOf(choices(type).keySet(), null);
    return isAbsent(key, legal, defaultValue.name().toLowerCase(Locale.ROOT))
        ? defaultValue
        : choice(key, type);
  }

  private static <E extends Enum<E>> Map<String, E> choices(Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return choices;
  }

  /**
   * Every key that was asked for so far, of this section and of those obtained from it, by its full
   * path; an index of a list is left out, {@code layers[].dense}.
   */
  public List<Key> asked() {
    List<Key> keys = new ArrayList<>(asked.keys(path));
    for (Section child : children.values()) {
      keys.add(new Key(AskedKeys.place(child.path), null, null, true));
      keys.addAll(child.asked());
    }
    return keys;
  }

  /**
   * Ends the reading of this section and of every section obtained from it.
   *
   * @throws ConfigException for a key that nobody asked for
   */
  public void done() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        throw origin.error(full(key), "unknown key " + full(key) + asked.insteadOf(key));
      }
    }
    children.values().forEach(Section::done);
  }

  /**
   * An error that only the reader can see.
   *
   * @param problem follows the key and its value: {@code conf/x.yaml: training.partitions is 0 but
   *     must be ...}; with the key absent, {@code conf/x.yaml: training.partitions must be ...}
   */
  public ConfigException error(String key, String problem) {
    String value = values.containsKey(key) ? " is " + Wording.show(values.get(key)) + " but" : "";
    return origin.error(full(key), full(key) + value + " " + problem);
  }

  /** An error of the section as a whole; the problem follows its name. */
  public ConfigException error(String problem) {
    return origin.error(path, path.isEmpty() ? problem : path + " " + problem);
  }

  /**
   * A name with its options.
   *
   * @param kind the name, such as {@code dense}
   * @param options its own section, empty when the name stands alone
   */
  public record Tagged(String kind, Section options) {
    private static final String LEGAL = "a name, or one name with its options indented under it";

    /** For options that are legal each but not together; the problem is followed by the place. */
    public ConfigException impossible(String problem) {
      return options.origin.error(place(), problem + " (" + place() + ")");
    }

    private String place() {
      return options.path.substring(0, options.path.length() - kind.length() - 1);
    }
  }

  private Tagged tag(String at, Object value, Collection<String> kinds) {
    if (value instanceof String kind) {
      return tag(at, kind, null, kinds);
    } else if (value instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<String, Object> only = castMap(map).entrySet().iterator().next();
      return tag(at, only.getKey(), only.getValue(), kinds);
    }
    throw illegal(at, value, Tagged.LEGAL);
  }

  private Tagged tag(String at, String kind, Object options, Collection<String> kinds) {
    if (!kinds.contains(kind)) {
      throw illegal(at, kind, Wording.oneOf(kinds, kind));
    }
    return new Tagged(kind, child(join(at, kind), options));
  }

  /** The same section each time it is asked for, so that several readers add up. */
  private Section child(String at, Object value) {
    if (value != null && !(value instanceof Map<?, ?>)) {
      throw illegal(at, value, Wording.MAP);
    }
    Map<String, Object> map = value == null ? Map.of() : castMap(value);
    return children.computeIfAbsent(at, ignored -> new Section(origin, at, map));
  }

  private <T> List<T> each(String key, String legal, BiFunction<String, Object, T> read) {
    if (!(required(key, legal) instanceof List<?> items)) {
      return List.of(read.apply(full(key), values.get(key)));
    }
    List<T> result = new ArrayList<>(items.size());
    for (Object item : items) {
      result.add(read.apply(full(key) + "[" + result.size() + "]", item));
    }
    return Collections.unmodifiableList(result);
  }

  private String text(String at, Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw illegal(at, value, TEXT);
  }

  private long whole(String at, Object value, long min, long max) {
    if (value instanceof Number number && isFinite(number)) {
      BigDecimal exact = new BigDecimal(number.toString());
      if (exact.compareTo(BigDecimal.valueOf(min)) >= 0
          && exact.compareTo(BigDecimal.valueOf(max)) <= 0
          && exact.stripTrailingZeros().scale() <= 0) {
        return exact.longValueExact();
      }
    }
    throw illegal(at, value, Wording.wholeNumber(min, max));
  }

  private double number(String at, Object value, String legal, DoublePredicate inRange) {
    if (value instanceof Number number && isFinite(number) && inRange.test(number.doubleValue())) {
      return number.doubleValue();
    }
    throw illegal(at, value, legal);
  }

  private static boolean isFinite(Number number) {
    return Double.isFinite(number.doubleValue());
  }

  private Object required(String key, String legal) {
    asked.add(key, legal, null, false);
    if (values.containsKey(key)) {
      return values.get(key);
    }
    List<String> unread = values.keySet().stream().filter(k -> !asked.contains(k)).toList();
    String misspelt =
        Wording.nearest(key, unread)
            .map(other -> "; is " + full(other) + " a misspelling of it?")
            .orElse("");
    throw origin.error(full(key), full(key) + " is missing (must be " + legal + ")" + misspelt);
  }

  private ConfigException illegal(String key, String legal) {
    return illegal(full(key), values.get(key), legal);
  }

  private ConfigException illegal(String at, Object value, String legal) {
    return origin.error(at, at + " is " + Wording.show(value) + " but must be " + legal);
  }

  private String full(String key) {
    return join(path, key);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  @SuppressWarnings("unchecked") // PlainValues made every key of every map a String.
  private static Map<String, Object> castMap(Object map) {
    return (Map<String, Object>) map;
  }
}
