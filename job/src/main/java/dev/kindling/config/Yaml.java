package dev.kindling.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 with the core schema ({@code 1e-3} is a number, {@code no} is text) as plain values. */
final class Yaml {
  /** Far above any configuration; stops aliases that multiply one another. */
  private static final int MAX_VALUES = 100_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setAllowDuplicateKeys(false)
          .setMaxAliasesForCollections(1000)
          .build();

  private Yaml() {}

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
