package dev.kindling.features;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is to become of a column of a table. How many inputs that makes is known before any row is:
 *
 * <pre>
 * columns:
 *   age: standardize
 *   income: {log: {missing: median}}
 *   city: {one_hot: {values: 12, missing: category}}
 *   zip: {hashed: {buckets: 32}}
 * </pre>
 *
 * @param name in the header; where there is none, the column's index from 0
 * @param size how many inputs its values have: 1 of a number
 * @param missing what becomes of cells without a value
 */
public record Column(String name, Kind kind, int size, Missing missing) implements Serializable {
  private static final int MOST = 1_000_000;

  private static final Map<String, Kind> KINDS =
      Arrays.stream(Kind.values())
          .collect(
              Collectors.toMap(
                  Kind::toString, Function.identity(), (one, same) -> one, LinkedHashMap::new));

  /** What a value becomes. */
  public enum Kind {
    /** A number as it is. */
    NONE,
    /** A number, to mean 0 and standard deviation 1. */
    STANDARDIZE,
    /** A number, to the range from 0 to 1. */
    MINMAX,
    /** A number of at least 0: the logarithm of it plus 1, standardized. */
    LOG,
    /** An input for each of the most frequent values, 1 where a row has it and otherwise 0. */
    ONE_HOT,
    /** An input for each of some buckets, 1 for that of the value: see {@link RowEncoder}. */
    HASHED;

    public boolean isNumber() {
      return this != ONE_HOT && this != HASHED;
    }

    /** As a configuration has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of a cell without a value. */
  public enum Missing {
    /** Its row is a bad one. */
    FAIL,
    /** It counts as the mean of the training rows' values, with {@code log} of their logarithms. */
    MEAN,
    /** It counts as their median. */
    MEDIAN,
    /**
     * An input more says so, which is 1 then and otherwise 0; a number counts as the mean besides.
     */
    CATEGORY;

    /** As a configuration has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code columns}.
   *
   * @throws ConfigException naming the key that is wrong
   */
  public static List<Column> readAll(Section section) {
    List<Column> columns = new ArrayList<>();
    for (String name : section.asMap().keySet()) {
      columns.add(read(name, section.taggedOne(name, KINDS.keySet())));
    }
    if (columns.isEmpty()) {
      throw section.error("must name at least one column");
    }
    if (columns.stream().mapToLong(Column::inputs).sum() > Integer.MAX_VALUE) {
      throw section.error("makes more inputs than the 2147483647 that a network can have");
    }
    return columns;
  }

  private static Column read(String name, Section.Tagged tagged) {
    Kind kind = KINDS.get(tagged.kind());
    Section options = tagged.options();
    Missing missing = options.choice("missing", Missing.FAIL, Missing.class);
    if (!kind.isNumber() && (missing == Missing.MEAN || missing == Missing.MEDIAN)) {
      throw options.error("missing", "must be fail or category: only numbers have a " + missing);
    }
    int size =
        switch (kind) {
          case ONE_HOT -> options.integer("values", 1, MOST);
          case HASHED -> options.integer("buckets", 1, MOST);
          default -> 1;
        };
    return new Column(name, kind, size, missing);
  }

  /** How many inputs of the network it makes. */
  public int inputs() {
    return size + (missing == Missing.CATEGORY ? 1 : 0);
  }

  /** How many inputs columns make together. */
  public static int inputs(List<Column> columns) {
    return columns.stream().mapToInt(Column::inputs).sum();
  }

  /** A number as its statistics are taken of: with {@code log}, log(1 + x). */
  public double transform(double x) {
    return kind == Kind.LOG ? StrictMath.log1p(x) : x;
  }

  /** As a configuration has it, such as {@code {one_hot: {values: 12, missing: category}}}. */
  @Override
  public String toString() {
    List<String> options = new ArrayList<>();
    if (!kind.isNumber()) {
      options.add((kind == Kind.ONE_HOT ? "values: " : "buckets: ") + size);
    }
    if (missing != Missing.FAIL) {
      options.add("missing: " + missing);
    }
    return options.isEmpty()
        ? kind.toString()
        : "{" + kind + ": {" + String.join(", ", options) + "}}";
  }
}
