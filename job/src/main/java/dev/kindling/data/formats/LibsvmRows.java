package dev.kindling.data.formats;

import dev.kindling.data.rows.BadRowException;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.Features;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RowParser;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.CellException;
import dev.kindling.features.Cells;
import dev.kindling.nn.Shape;
import java.util.Arrays;
import java.util.StringTokenizer;
import java.util.function.IntPredicate;

/**
 * Lines of the form {@code label index:value index:value ... # comment}, the form of LIBSVM (Chang
 * and Lin 2011) and SVMlight: indices are counted from 1 and ascend, features without one are 0.
 * Blank lines and those that are only a comment are no rows.
 */
public final class LibsvmRows implements RowParser<String> {
  private static final String LABEL = "label";
  private static final IntPredicate DIGITS = c -> c >= '0' && c <= '9';

  private final int features;
  private final Wanted.Label wanted;
  private int highest;

  LibsvmRows(Wanted wanted) {
    this.features = wanted.input().size();
    this.wanted = wanted.label();
  }

  /** Reads rows with as many features as they have; a label may be absent. */
  public static LibsvmRows any() {
    return new LibsvmRows(new Wanted(Shape.of(Integer.MAX_VALUE), Wanted.Label.ANY, false));
  }

  /** The highest index, from 1, of the rows so far; its value may be 0. */
  public int highest() {
    return highest;
  }

  @Override
  public RawRow parse(long number, String line) throws BadRowException {
    int comment = line.indexOf('#');
    StringTokenizer tokens = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
    if (!tokens.hasMoreTokens()) {
      return null;
    }
    int[] indices = new int[tokens.countTokens()];
    double[] values = new double[indices.length];
    int count = 0;
    String first = tokens.nextToken();
    boolean labelled = first.indexOf(':') < 0;
    String label = label(first, labelled);
    String pair = labelled ? next(tokens) : first;
    int last = 0;
    for (; pair != null; pair = next(tokens)) {
      int colon = colon(pair);
      String name = pair.substring(0, colon);
      int index = index(name, pair, last);
      double value = value(pair.substring(colon + 1), name, "index " + name);
      if (Double.doubleToRawLongBits(value) != 0) { // a -0 is kept, as in a dense row
        indices[count] = index - 1;
        values[count++] = value;
      }
      last = index;
    }
    highest = Math.max(highest, last);
    return new RawRow(
        number,
        label,
        1,
        new Features.Sparse(features, Arrays.copyOf(indices, count), Arrays.copyOf(values, count)));
  }

  private static String next(StringTokenizer tokens) {
    return tokens.hasMoreTokens() ? tokens.nextToken() : null;
  }

  /** The label that a line's first word is; null where there is none and none is needed. */
  private String label(String word, boolean labelled) throws BadRowException {
    if (!labelled || Cells.isMissing(word)) {
      if (wanted == Wanted.Label.ANY) {
        return null;
      }
      throw new BadRowException(
          Reason.NO_LABEL,
          LABEL,
          labelled ? word : null,
          (labelled ? "has the label \"%s\", which means none" : "has no label before \"%s\"")
              .formatted(word));
    }
    if (wanted == Wanted.Label.NUMBER) {
      value(word, LABEL, "label");
    }
    return CsvParsing.canonical(word);
  }

  private static int colon(String pair) throws BadRowException {
    if (pair.startsWith("qid:")) {
      throw new DataException(
          "has \"%s\", the query of a row to be ranked: Kindling learns classes and numbers; take the qids out"
              .formatted(pair));
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new BadRowException(
          Reason.BAD_INDEX, null, pair, "has \"%s\" but must have index:value".formatted(pair));
    }
    return colon;
  }

  /**
   * The index of a pair.
   *
   * @param last the index of the pair before it, or 0
   */
  private int index(String text, String pair, int last) throws BadRowException {
    boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(DIGITS);
    long index = digits ? Long.parseLong(text) : -1;
    if (index <= last || index > features) {
      throw new BadRowException(
          Reason.BAD_INDEX,
          text,
          pair,
          "has \"%s\" but must have an index of %s"
              .formatted(
                  pair,
                  last >= features
                      ? "no more than %d, once (network.input)".formatted(features)
                      : "%d to %d here (from 1, ascending, to network.input)"
                          .formatted(last + 1, features)));
    }
    return (int) index;
  }

  private static double value(String text, String column, String place) throws BadRowException {
    try {
      return Cells.number(text);
    } catch (CellException e) {
      throw new BadRowException(
          Reason.valueOf(e.fault().name()), column, text, place + " " + e.getMessage());
    }
  }

  @Override
  public String text(String line) {
    return line;
  }
}
