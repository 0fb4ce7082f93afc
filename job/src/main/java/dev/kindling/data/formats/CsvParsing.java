package dev.kindling.data.formats;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import dev.kindling.features.RowEncoder;
import java.util.regex.Pattern;

/**
 * Turns the lines of one partition into labels, weights and numbers; not for use by several
 * threads.
 */
public final class CsvParsing {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(\\.0*)?");

  private final CsvColumns columns;
  private final int[] inputs; // the places of the features among the columns
  private final RowEncoder encoder; // of the features, null where they are numbers
  private final boolean weights;
  private final boolean labelIsNumber;
  private final CsvLine line;

  public CsvParsing(CsvFormat format, CsvColumns columns, RowEncoder encoder, Wanted wanted) {
    this.columns = columns;
    this.inputs = columns.inputs().stream().mapToInt(c -> c).toArray();
    this.encoder = encoder;
    this.weights = wanted.weights() && columns.weight() >= 0;
    this.labelIsNumber = wanted.label() == Wanted.Label.NUMBER;
    this.line = new CsvLine(format.delimiter(), columns.count());
  }

  /** The example that a line is, or an exception that says why it is none. */
  RawRow parse(long number, String text) throws BadRowException {
    CsvLine cells = split(text);
    double[] features = features(cells);
    double weight = weight(cells);
    String label = label(cells);
    if (labelIsNumber) {
      checkNumber(label);
    }
    return new RawRow(number, label, weight, features);
  }

  /** A line's cells, until the next one is split. */
  public CsvLine split(String text) throws BadRowException {
    line.read(text);
    return line;
  }

  /** How a file's header differs from the first file's, or null. */
  public String headerProblem(String text) {
    try {
      return columns.headerProblem(split(text)::cell);
    } catch (BadRowException e) {
      return e.getMessage();
    }
  }

  /** A problem of one column; what must be instead follows its place and value. */
  private BadRowException bad(Reason reason, int column, String value, String problem) {
    return new BadRowException(
        reason, columns.name(column), value, columns.describe(column) + " " + problem);
  }

  /** The label of a line, a whole number in its shortest form; null without a label column. */
  String label(CsvLine cells) throws BadRowException {
    if (columns.label() < 0) {
      return null;
    }
    String text = cells.cell(columns.label());
    // Of a table whose cells may be missing, a label may be, and describe counts it so.
    if (encoder == null ? text == null || text.isBlank() : Cells.isMissing(text)) {
      throw new BadRowException(
          Reason.NO_LABEL,
          columns.name(columns.label()),
          text,
          "has no label in " + columns.describe(columns.label()));
    }
    return canonical(text.strip());
  }

  /** Refuses a label that is no number to predict. */
  private void checkNumber(String label) throws BadRowException {
    try {
      Cells.number(label);
    } catch (CellException e) {
      throw bad(
          reason(e),
          columns.label(),
          label,
          e.getMessage() + ": mean_squared_error predicts the label");
    }
  }

  /** "3.0" and "03" are the class "3". */
  public static String canonical(String label) {
    if (!WHOLE.matcher(label).matches()) {
      return label;
    }
    try {
      return String.valueOf(Long.parseLong(label.replaceFirst("\\.0*$", "")));
    } catch (NumberFormatException e) {
      return label;
    }
  }

  /** What a line counts; 1 where weights are not wanted. */
  double weight(CsvLine cells) throws BadRowException {
    if (!weights) {
      return 1;
    }
    double weight = number(cells, columns.weight());
    if (weight < 0) {
      String cell = cells.cell(columns.weight());
      throw bad(
          Reason.NEGATIVE_WEIGHT,
          columns.weight(),
          cell,
          "is " + cell + " but must be a weight of at least 0 (data.weight)");
    }
    return weight;
  }

  /** The raw numbers of a line's features. */
  double[] features(CsvLine cells) throws BadRowException {
    double[] features = new double[inputs.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = encoder == null ? number(cells, inputs[i]) : encode(i, cells.cell(inputs[i]));
    }
    return features;
  }

  private double encode(int feature, String cell) throws BadRowException {
    try {
      return encoder.encode(feature, cell);
    } catch (CellException e) {
      throw bad(reason(e), inputs[feature], cell, e.getMessage());
    }
  }

  private double number(CsvLine cells, int column) throws BadRowException {
    try {
      return cells.number(column);
    } catch (CellException e) {
      throw bad(reason(e), column, cells.cell(column), e.getMessage());
    }
  }

  private static Reason reason(CellException e) {
    return Reason.valueOf(e.fault().name());
  }
}
