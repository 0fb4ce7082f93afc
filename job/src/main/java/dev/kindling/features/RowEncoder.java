package dev.kindling.features;

import dev.kindling.features.CellException.Fault;
import dev.kindling.features.Column.Missing;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes raw numbers of the cells of a table's row, one for each column:
 *
 * <ul>
 *   <li>of a number, itself;
 *   <li>with {@code one_hot}, the place of the text among the column's categories, or {@link
 *       #UNKNOWN} where it is none of them;
 *   <li>with {@code hashed}, the bucket of the text: the CRC-32C of its UTF-8 bytes, modulo the
 *       number of buckets;
 *   <li>of a cell without a value, NaN.
 * </ul>
 *
 * <p>Cells are texts without the white space around them; upper and lower case are different
 * categories.
 */
public class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1;

  /** What a text that is no category becomes. */
  public static final int UNKNOWN = -1;

  private final List<Column> columns;
  private final List<List<String>> categories; // of each column; null when not known yet
  private final List<Map<String, Integer>> codes; // of each column

  /**
   * Takes the categories of each column, in their order; none of columns that have none.
   *
   * @param categories as many lists as columns
   */
  public RowEncoder(List<Column> columns, List<List<String>> categories) {
    this.columns = List.copyOf(columns);
    this.categories = List.copyOf(categories);
    this.codes = categories.stream().map(RowEncoder::codes).toList();
  }

  /** One that does not know the categories yet. */
  public RowEncoder(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.categories = null;
    this.codes = null;
  }

  /** Whether it knows all that there is to be known; so does none. */
  public static boolean isComplete(RowEncoder encoder) {
    return encoder == null || encoder.categories != null;
  }

  private static Map<String, Integer> codes(List<String> categories) {
    Map<String, Integer> codes = new HashMap<>();
    categories.forEach(category -> codes.put(category, codes.size()));
    return codes;
  }

  public final List<Column> columns() {
    return columns;
  }

  /** The categories of each column, in the order of their numbers; none of most columns. */
  public final List<List<String>> categories() {
    return categories;
  }

  /**
   * The raw number of a cell.
   *
   * @param column its place among the columns, from 0
   * @param cell null for none
   * @throws CellException if the column cannot have such a cell
   */
  public final double encode(int column, String cell) throws CellException {
    Column of = columns.get(column);
    if (Cells.isMissing(cell)) {
      return missing(of, cell);
    }
    String text = cell.strip();
    return switch (of.kind()) {
      case ONE_HOT -> code(column, text);
      case HASHED -> Cells.bucket(text, of.size());
      default -> number(of, text);
    };
  }

  /** The place of a text among the categories of a column. */
  protected int code(int column, String text) {
    return codes.get(column).getOrDefault(text, UNKNOWN);
  }

  private static double number(Column column, String text) throws CellException {
    double x = Cells.number(text);
    if (column.kind() == Column.Kind.LOG && x < 0) {
      throw new CellException(
          Fault.NEGATIVE,
          "is %s but must be at least 0 for its logarithm (data.columns.%s)"
              .formatted(text, column.name()));
    }
    return x;
  }

  private static double missing(Column column, String cell) throws CellException {
    if (column.missing() == Missing.FAIL) {
      boolean number = column.kind().isNumber();
      throw new CellException(
          Fault.EMPTY,
          "is %s but must be a %s (data.columns.%s may say missing: %s)"
              .formatted(
                  cell == null || cell.isBlank() ? "empty" : '"' + cell + '"',
                  number ? "number" : "text",
                  column.name(),
                  number ? "mean, median or category" : "category"));
    }
    return Double.NaN;
  }
}
