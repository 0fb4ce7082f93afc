package dev.kindling.data.formats;

import dev.kindling.config.Wording;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Names;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table of Spark's, by their indices. Features are those of {@code data.columns}
 * or, without it, all but the label's and the weight's: numbers, booleans, and arrays and vectors
 * of numbers, which are as many features as they are long.
 *
 * @param names of all columns
 * @param label -1 where none is wanted
 * @param weight -1 where none is wanted
 */
record TableColumns(List<String> names, int label, int weight, List<Integer> features)
    implements Serializable {

  /**
   * Finds out from the schema of an input.
   *
   * @param wanted says whether label and weight must be there
   * @throws DataException naming a column that is missing, there twice, or of the wrong type
   */
  static TableColumns of(String input, StructType schema, TableRoles roles, Wanted wanted) {
    List<String> names = List.of(schema.fieldNames());
    int label =
        wanted.label() == Wanted.Label.ANY ? -1 : find(input, names, roles.label(), "data.label");
    int weight =
        wanted.weights() && roles.weight() != null
            ? find(input, names, roles.weight(), "data.weight")
            : -1;
    if (label >= 0) {
      check(isCell(schema, label), input, schema, label, "text, a number or a boolean");
    }
    if (weight >= 0) {
      check(isNumber(type(schema, weight)), input, schema, weight, "a number");
    }
    List<Integer> features = new ArrayList<>();
    if (wanted.encoder() != null) {
      for (Column column : wanted.encoder().columns()) {
        int index = find(input, names, column.name(), "data.columns");
        check(isCell(schema, index), input, schema, index, "text, a number or a boolean");
        features.add(index);
      }
    } else {
      for (int c = 0; c < names.size(); c++) {
        if (!names.get(c).equals(roles.label()) && !names.get(c).equals(roles.weight())) {
          check(
              areNumbers(type(schema, c)),
              input,
              schema,
              c,
              "a number, a boolean, or an array or vector of numbers; data.columns makes numbers of"
                  + " text, or leaves columns out");
          features.add(c);
        }
      }
    }
    TableColumns columns = new TableColumns(names, label, weight, List.copyOf(features));
    if (features.stream().allMatch(c -> isCell(schema, c))) {
      columns.checkCount(input, wanted);
    }
    return columns;
  }

  /** The index of the only column of that name. */
  private static int find(String input, List<String> names, String name, String key) {
    int index = names.indexOf(name);
    if (index < 0 || index != names.lastIndexOf(name)) {
      throw new DataException(
          "%s has %s \"%s\" (%s); its columns are %s"
              .formatted(
                  input, index < 0 ? "no column" : "two columns", name, key, Names.shorten(names)));
    }
    return index;
  }

  private static void check(
      boolean holds, String input, StructType schema, int column, String legal) {
    if (!holds) {
      StructField field = schema.fields()[column];
      throw new DataException(
          "%s has the column %s of type %s but it must be %s"
              .formatted(input, field.name(), field.dataType().simpleString(), legal));
    }
  }

  private void checkCount(String input, Wanted wanted) {
    if (features.size() != wanted.features()) {
      throw new DataException(
          "%s has %s (%s) but %d are expected (network.input)"
              .formatted(
                  input,
                  Wording.counted(features.size(), "feature column"),
                  Names.shorten(features.stream().map(names::get).toList()),
                  wanted.features()));
    }
  }

  private static DataType type(StructType schema, int column) {
    return schema.fields()[column].dataType();
  }

  /** Whether a column has one value in each row. */
  static boolean isCell(StructType schema, int column) {
    DataType type = type(schema, column);
    return !(type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof BinaryType
        || isVector(type));
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }

  private static boolean areNumbers(DataType type) {
    return isNumber(type)
        || isVector(type)
        || type instanceof ArrayType array && isNumber(array.elementType());
  }

  /** Whether this is the type of Spark ML's vectors, which is a private class of Spark's. */
  private static boolean isVector(DataType type) {
    return type.typeName().equals("vector");
  }

  /** The fields that are read, in the order of the schema. */
  StructType used(StructType schema) {
    return new StructType(
        IntStream.range(0, names.size())
            .filter(c -> c == label || c == weight || features.contains(c))
            .mapToObj(c -> schema.fields()[c])
            .toArray(StructField[]::new));
  }

  /** The names of the columns that are features. */
  List<String> featureNames() {
    return features.stream().map(names::get).toList();
  }

  /** {@code column width}. */
  String describe(int column) {
    return "column " + names.get(column);
  }
}
