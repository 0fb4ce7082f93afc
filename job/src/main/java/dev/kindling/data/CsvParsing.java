package dev.kindling.data;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;

/**
 * Turns the lines of one partition into labels, weights and numbers; not for use by several
 * threads.
 */
final class CsvParsing {
  private final CsvColumns columns;
  private final boolean weights;
  private final CsvParser parser;

  CsvParsing(CsvFormat format, CsvColumns columns, Wanted wanted) {
    this.columns = columns;
    this.weights = wanted.weights() && columns.weight() >= 0;
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

  /** A line's fields, or an exception that says what is wrong with it. */
  String[] split(String line) throws BadLineException {
    String[] fields;
    try {
      fields = parser.parseLine(line);
    } catch (TextParsingException e) {
      throw new BadLineException("has more than the " + columns.count() + " columns expected");
    }
    int found = fields == null ? 0 : fields.length;
    if (found != columns.count()) {
      throw new BadLineException(
          "has " + found + " columns but " + columns.count() + " are expected");
    }
    return fields;
  }

  /** The label of a line, a whole number in its shortest form; null without a label column. */
  String label(String[] fields) throws BadLineException {
    if (columns.label() < 0) {
      return null;
    }
    String text = fields[columns.label()];
    if (text == null || text.isBlank()) {
      throw new BadLineException("has no label in " + columns.describe(columns.label()));
    }
    return canonical(text.strip());
  }

  /** Refuses a label that is no number to predict. */
  void checkNumber(String label) throws BadLineException {
    try {
      number(label, columns.label());
    } catch (BadLineException e) {
      throw new BadLineException(e.getMessage() + ": mean_squared_error predicts the label");
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
  double weight(String[] fields) throws BadLineException {
    if (!weights) {
      return 1;
    }
    String field = fields[columns.weight()];
    double weight = number(field, columns.weight());
    if (weight < 0) {
      throw new BadLineException(
          columns.describe(columns.weight())
              + " is "
              + field
              + " but must be a weight of at least 0 (data.weight)");
    }
    return weight;
  }

  /** The numbers of a line, in the order of the columns without the label's and the weight's. */
  double[] features(String[] fields) throws BadLineException {
    double[] features = new double[columns.features()];
    int feature = 0;
    for (int c = 0; c < fields.length; c++) {
      if (c != columns.label() && c != columns.weight()) {
        features[feature++] = number(fields[c], c);
      }
    }
    return features;
  }

  private double number(String field, int column) throws BadLineException {
    if (field == null || field.isBlank()) {
      throw new BadLineException(columns.describe(column) + " is empty but must be a number");
    }
    double value;
    try {
      if ("dDfF".indexOf(field.charAt(field.length() - 1)) >= 0) {
        throw new NumberFormatException(); // 12d is a number to Java alone
      }
      value = Double.parseDouble(field);
    } catch (NumberFormatException e) {
      throw new BadLineException(
          columns.describe(column) + " is \"" + field + "\" but must be a number");
    }
    if (!Float.isFinite((float) value)) {
      throw new BadLineException(
          columns.describe(column) + " is " + field + " but must be a finite number (in float)");
    }
    return value;
  }

  /** A line that cannot be read; caught where its place is known. */
  static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1;

    BadLineException(String message) {
      super(message, null, false, false);
    }
  }
}
