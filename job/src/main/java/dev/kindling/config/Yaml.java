package dev.kindling.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 with the core schema ({@code 1e-3} is a number, {@code no} is text) as plain values. */
public final class Yaml {
  /** Far above any configuration; stops aliases that multiply one another. */
  private static final int MAX_VALUES = 100_000;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setAllowDuplicateKeys(false)
          .setMaxAliasesForCollections(1000)
          .build();

  private static final DumpSettings BLOCKS = dumping(FlowStyle.BLOCK, ScalarStyle.PLAIN);
  private static final DumpSettings ONE_LINE = dumping(FlowStyle.FLOW, ScalarStyle.PLAIN);
  private static final DumpSettings ONE_LINE_ESCAPED =
      dumping(FlowStyle.FLOW, ScalarStyle.DOUBLE_QUOTED);

  private Yaml() {}

  private static DumpSettings dumping(FlowStyle style, ScalarStyle scalars) {
    return DumpSettings.builder()
        .setSchema(new CoreSchema())
        .setDefaultFlowStyle(style)
        .setDefaultScalarStyle(scalars)
        .setWidth(Integer.MAX_VALUE)
        .setSplitLines(false)
        .build();
  }

  /**
   * The values of a list that is written without its brackets, such as {@code 0.1, [1, 2], adam}.
   *
   * @param source what messages call the text
   * @throws ConfigException for a syntax error
   */
  public static List<?> list(String source, String text) {
    return (List<?>) parse(new Origin(source, Map.of()), "", "[" + text + "]");
  }

  /** Plain values as a text that {@link Section#parse} makes the same of. */
  public static String write(Map<String, ?> map) {
    return new Dump(BLOCKS).dumpToString(map);
  }

  /** A plain value in one line. */
  public static String inline(Object value) {
    boolean escaped = value instanceof String text && UNPRINTABLE.matcher(text).find();
    return new Dump(escaped ? ONE_LINE_ESCAPED : ONE_LINE).dumpToString(value).strip();
  }

  /** The value of a text that stands at {@code path}; null for an empty one. */
  static Object parse(Origin origin, String path, String text) {
    return PlainValues.copy(origin, path, load(origin, path, text), MAX_VALUES);
  }

  private static Object load(Origin origin, String path, String text) {
    try {
      return new Load(SETTINGS).loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      throw origin.error(path, "not valid YAML" + at(e.getProblemMark()) + ": " + problem(e));
    } catch (RuntimeException e) {
      // Not only YamlEngineException: the scanner lets NumberFormatException through, for "\x".
      throw origin.error(path, "not valid YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      // The parser recurses into nested brackets and has no limit of its own.
      throw origin.error(path, "not valid YAML: nested too deeply");
    }
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = at(e.getContextMark());
    return context.isEmpty() || context.equals(at(e.getProblemMark()))
        ? e.getProblem()
        : e.getProblem() + " (" + e.getContext() + context + ")";
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
        .orElse("");
  }
}
