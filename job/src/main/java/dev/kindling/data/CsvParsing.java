package dev.kindling.data;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.kindling.data.RejectedRow.Reason;
import dev.kindling.model.CellException;
import dev.kindling.model.Cells;
import dev.kindling.model.RowEncoder;

/**
 * Turns the lines of one partition into labels, weights and numbers; not for use by several
 * threads.
 */
final class CsvParsing {
  private static final char NUL = '\u2400'; // its symbol

  private final CsvColumns columns;
  private final int[] inputs; // the places of the features among the columns
  private final RowEncoder encoder; // of the features, null where they are numbers
  private final boolean weights;
  private final boolean labelIsNumber;
  private final CsvParser parser;

  CsvParsing(CsvFormat format, CsvColumns columns, RowEncoder encoder, Wanted wanted) {
    this.columns = columns;
    this.inputs = columns.inputs().stream().mapToInt(c -> c).toArray();
    this.encoder = encoder;
    this.weights = wanted.weights() && columns.weight() >= 0;
    this.labelIsNumber = wanted.label() == Wanted.Label.NUMBER;
    this.parser = parser(format.delimiter(), columns.count());
  }

  private static CsvParser parser(char delimiter, int columns) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.setCommentProcessingEnabled(false);
    settings.setMaxColumns(columns + 1);
    settings.setMaxCharsPerColumn(-1);
    settings.setReadInputOnSeparateThread(false);
    return new CsvParser(settings);
  }

  /** The fields of a line; none of one that only holds control characters. */
  static String[] fields(String line, char delimiter) {
    int most = (int) line.chars().filter(c -> c == delimiter).count() + 1;
    String[] fields = parser(delimiter, most).parseLine(line);
    return fields == null ? new String[0] : fields;
  }

  /** The example that a line is, or an exception that says why it is none. */
  RawRow parse(long number, String line) throws BadRowException {
    String[] fields = split(line);
    double[] features = features(fields);
    double weight = weight(fields);
    String label = label(fields);
    if (labelIsNumber) {
      checkNumber(label);
    }
    return new RawRow(number, label, weight, features);
  }

  /** A line's fields, as many as there are columns. */
  String[] split(String line) throws BadRowException {
    String[] fields;
    try {
      fields = parser.parseLine(line.replace('\0', NUL)); // which it takes for the end
    } catch (TextParsingException e) {
      throw wrongCount("has more than the " + columns.count() + " columns expected");
    }
    int found = fields == null ? 0 : fields.length;
    if (found != columns.count()) {
      throw wrongCount("has " + found + " columns but " + columns.count() + " are expected");
    }
    return fields;
  }

  private static BadRowException wrongCount(String problem) {
    return new BadRowException(Reason.WRONG_COLUMN_COUNT, null, null, problem);
  }

  /** A problem of one column; what must be instead follows its place and value. */
  private BadRowException bad(Reason reason, int column, String value, String problem) {
    return new BadRowException(
        reason, columns.name(column), value, columns.describe(column) + " " + problem);
  }

  /** The label of a line, a whole number in its shortest form; null without a label column. */
  String label(String[] fields) throws BadRowException {
    if (columns.label() < 0) {
      return null;
    }
    String text = fields[columns.label()];
    if (text == null || text.isBlank()) {
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
      number(label, columns.label());
    } catch (BadRowException e) {
      throw new BadRowException(
          e.reason(),
          e.column(),
          e.value(),
          e.getMessage() + ": mean_squared_error predicts the label");
    }
  }

  /** "3.0" and "03" are the class "3". */
  static String canonical(String label) {
    if (!label.matches("[+-]?\\d+(\\.0*)?")) {
      return label;
    }
    try {
      return String.valueOf(Long.parseLong(label.replaceFirst("\\.0*$", "")));
    } catch (NumberFormatException e) {
      return label;
    }
  }

  /** What a line counts; 1 where weights are not wanted. */
  double weight(String[] fields) throws BadRowException {
    if (!weights) {
      return 1;
    }
    String field = fields[columns.weight()];
    double weight = number(field, columns.weight());
    if (weight < 0) {
      throw bad(
          Reason.NEGATIVE_WEIGHT,
          columns.weight(),
          field,
          "is " + field + " but must be a weight of at least 0 (data.weight)");
    }
    return weight;
  }

  /** The raw numbers of a line's features. */
  double[] features(String[] fields) throws BadRowException {
    double[] features = new double[inputs.length];
    for (int i = 0; i < features.length; i++) {
      int column = inputs[i];
      features[i] = encoder == null ? number(fields[column], column) : encode(i, fields[column]);
    }
    return features;
  }

  private double encode(int feature, String field) throws BadRowException {
    try {
      return encoder.encode(feature, field);
    } catch (CellException e) {
      throw bad(e, inputs[feature], field);
    }
  }

  private double number(String field, int column) throws BadRowException {
    try {
      return Cells.number(field);
    } catch (CellException e) {
      throw bad(e, column, field);
    }
  }

  private BadRowException bad(CellException e, int column, String field) {
    return bad(Reason.valueOf(e.fault().name()), column, field, e.getMessage());
  }
}
