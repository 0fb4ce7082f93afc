package dev.kindling.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.kindling.features.Cells;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.features.FittedColumn.Numeric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The columns of a table as nodes of an ONNX graph: each column is an input {@code [N x 1]} of its
 * name, a number (NaN for none), a text (empty for none) or, of hashed columns, the checksum of a
 * text (-1 for none), and they become what a {@link ColumnPreparation} makes of them.
 *
 * <p>The n columns of numbers are prepared together, in double as Kindling does; each column of
 * categories becomes a block of its own. The inputs of the network are then picked from the blocks.
 */
final class ColumnNodes {
  /**
   * What rows become.
   *
   * @param x the inputs of the network {@code [N x D]}
   * @param refused the rows that Kindling refuses, {@code [N x 1]} of bool; null if it never does
   */
  record Prepared(String x, String refused) {}

  /**
   * A column of which 0 lies so many deviations away takes doubles: rounded to a float, its numbers
   * would be wrong by up to 2^-24 of that, 1.5e-5, on the scale of the network's inputs.
   */
  private static final double FAR = 256;

  /** ONNX has no operator for it. */
  private static final String CHECKSUM =
      "the CRC-32C (RFC 3720) of the UTF-8 of a text without space around it; -1 for none";

  private static final AttributeProto ALONG_COLUMNS = GraphBuilder.attribute("axis", 1);

  private final GraphBuilder graph;
  private final ColumnPreparation preparation;
  private final List<String> blocks = new ArrayList<>(); // [N x some] of float
  private final List<String> refused = new ArrayList<>(); // [N x some] of bool
  private final Map<String, List<Integer>> places =
      new HashMap<>(); // of each column's inputs, in the blocks
  private int width; // of the blocks side by side

  private ColumnNodes(GraphBuilder graph, ColumnPreparation preparation) {
    this.graph = graph;
    this.preparation = preparation;
  }

  /** Adds the inputs, and the nodes that prepare them. */
  static Prepared add(GraphBuilder graph, ColumnPreparation preparation) {
    return new ColumnNodes(graph, preparation).add();
  }

  private Prepared add() {
    preparation.columns().forEach(this::input);
    List<Numeric> numbers = columns(Numeric.class);
    if (!numbers.isEmpty()) {
      addNumbers(numbers);
    }
    columns(Categorical.class).forEach(this::addCategories);
    List<Integer> order =
        preparation.declared().stream()
            .flatMap(column -> places.get(column.name()).stream())
            .toList();
    String all = sideBySide("features.blocks", blocks);
    String picked = graph.constant("features.order", order);
    return new Prepared(
        graph.node("features.prepared", "Gather", List.of(all, picked), ALONG_COLUMNS),
        refused.isEmpty() ? null : any("features.refused", refused));
  }

  private <T extends FittedColumn> List<T> columns(Class<T> kind) {
    return preparation.columns().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void input(FittedColumn column) {
    String name = column.column().name();
    List<Integer> cell = List.of(1);
    switch (column.column().kind()) {
      case HASHED -> graph.input(name, DataType.INT64, cell, CHECKSUM);
      case ONE_HOT ->
          graph.input(
              name, DataType.STRING, cell, "a text without space around it; empty for none");
      default -> graph.input(name, type((Numeric) column), cell, "a number; NaN for none");
    }
  }

  private static DataType type(Numeric column) {
    double size = Math.abs(column.shift()); // of the numbers, or of those that log makes of them
    double rounded = column.column().kind() == Kind.LOG ? Math.min(1, size) : size;
    return rounded * Math.abs(column.scale()) > FAR ? DataType.DOUBLE : DataType.FLOAT;
  }

  /** Adds what {@link Numeric#apply} does, of all columns of numbers at once. */
  private void addNumbers(List<Numeric> columns) {
    int n = columns.size();
    String x = sideBySide("features.numbers", columns.stream().map(this::asDouble).toList());
    String missing = graph.node("features.missing", "IsNaN", List.of(x));
    refuseNumbers(columns, x, missing);
    String t = log(columns, x);
    String fill = graph.doubles("features.fill", n, i -> columns.get(i).fill());
    String shift = graph.doubles("features.shift", n, i -> columns.get(i).shift());
    String scale = graph.doubles("features.scale", n, i -> columns.get(i).scale());
    String filled = graph.node("features.filled", "Where", List.of(missing, fill, t));
    String shifted = graph.node("features.shifted", "Sub", List.of(filled, shift));
    String scaled = graph.node("features.scaled", "Mul", List.of(shifted, scale));
    blocks.add(cast("features.scaled.float", scaled, DataType.FLOAT));
    blocks.add(cast("features.missing.float", missing, DataType.FLOAT));
    for (int i = 0; i < n; i++) {
      boolean says = columns.get(i).column().missing() == Missing.CATEGORY;
      places.put(columns.get(i).column().name(), says ? List.of(i, n + i) : List.of(i));
    }
    width += 2 * n;
  }

  private String asDouble(Numeric column) {
    String name = column.column().name();
    return type(column) == DataType.DOUBLE
        ? name
        : cast("features." + name + ".double", name, DataType.DOUBLE);
  }

  /** {@link dev.kindling.features.Column#transform}. */
  private String log(List<Numeric> columns, String x) {
    IntPredicate isLog = i -> columns.get(i).column().kind() == Kind.LOG;
    if (IntStream.range(0, columns.size()).noneMatch(isLog)) {
      return x;
    }
    String one = graph.doubles("features.one", 1, i -> 1);
    String plusOne = graph.node("features.plus_one", "Add", List.of(x, one));
    String log = graph.node("features.log", "Log", List.of(plusOne));
    String which = graph.flags("features.logs", columns.size(), isLog);
    return graph.node("features.transformed", "Where", List.of(which, log, x));
  }

  /** Rows with a number that is none to Kindling, or lacks where a column cannot do without. */
  private void refuseNumbers(List<Numeric> columns, String x, String missing) {
    int n = columns.size();
    String fails = graph.flags("features.required", n, i -> fails(columns.get(i)));
    String lowest =
        graph.doubles(
            "features.lowest",
            n,
            i -> columns.get(i).column().kind() == Kind.LOG ? 0 : -Float.MAX_VALUE);
    String highest = graph.doubles("features.highest", 1, i -> Float.MAX_VALUE);
    refused.add(graph.node("features.lacking", "And", List.of(missing, fails)));
    refused.add(graph.node("features.too_low", "Less", List.of(x, lowest)));
    refused.add(graph.node("features.too_high", "Greater", List.of(x, highest)));
  }

  /** Adds what a {@link dev.kindling.features.RowEncoder} and {@link Categorical#apply} do. */
  private void addCategories(Categorical fitted) {
    String column = fitted.column().name();
    String prefix = "features." + column;
    int none = fitted.column().size(); // the input, if there is one, that says so
    boolean hashed = fitted.column().kind() == Kind.HASHED;
    String code = hashed ? bucket(prefix, column, none) : category(prefix, fitted, none);
    String depth = graph.constant(prefix + ".inputs", List.of(fitted.column().inputs()));
    String values = graph.constant(prefix + ".values", List.of(2), i -> i);
    // 1 at the place of the code; nowhere if there is no such place
    String hot = graph.node(prefix + ".one_hot", "OneHot", List.of(code, depth, values));
    blocks.add(graph.flatten(prefix + ".prepared", hot));
    int end = width + fitted.column().inputs();
    places.put(column, IntStream.range(width, end).boxed().toList());
    width = end;
    if (fails(fitted)) {
      String noneCode = graph.constant(prefix + ".none", List.of(none));
      refused.add(graph.node(prefix + ".lacking", "Equal", List.of(code, noneCode)));
    }
  }

  /** The place of each text's category, or of none, or else the one after it. */
  private String category(String prefix, Categorical fitted, int none) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    Cells.missing().forEach(text -> codes.put(text, none));
    for (int i = 0; i < fitted.categories().size(); i++) {
      codes.putIfAbsent(fitted.categories().get(i), i);
    }
    return graph.encodeTexts(prefix + ".code", fitted.column().name(), codes, none + 1);
  }

  /** The remainder of each checksum, or the place of none. */
  private String bucket(String prefix, String checksum, int buckets) {
    String size = graph.constant(prefix + ".buckets", List.of(buckets));
    String zero = graph.constant(prefix + ".zero", List.of(0));
    String quotient = graph.node(prefix + ".quotient", "Div", List.of(checksum, size));
    String whole = graph.node(prefix + ".whole", "Mul", List.of(quotient, size));
    String bucket = graph.node(prefix + ".bucket", "Sub", List.of(checksum, whole));
    String missing = graph.node(prefix + ".missing", "Less", List.of(checksum, zero));
    return graph.node(prefix + ".code", "Where", List.of(missing, size, bucket));
  }

  private static boolean fails(FittedColumn column) {
    return column.column().missing() == Missing.FAIL;
  }

  /** Which rows have any of the flags, {@code [N x 1]}. */
  private String any(String name, List<String> flags) {
    String numbers = cast(name + ".float", sideBySide(name + ".each", flags), DataType.FLOAT);
    AttributeProto axes = GraphBuilder.attribute("axes", List.of(1));
    return cast(
        name, graph.node(name + ".most", "ReduceMax", List.of(numbers), axes), DataType.BOOL);
  }

  private String sideBySide(String name, List<String> parts) {
    return graph.node(name, "Concat", parts, ALONG_COLUMNS);
  }

  private String cast(String name, String x, DataType to) {
    return graph.node(name, "Cast", List.of(x), GraphBuilder.attribute("to", to.getNumber()));
  }
}
