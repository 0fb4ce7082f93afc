package dev.kindling.data.rows;

import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RejectedRows.Tally;
import dev.kindling.data.rows.Source.LabelCount;
import dev.kindling.features.RowEncoder;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pass over the records of an input partition found. Places are counted from 0 within the
 * partition.
 *
 * @param file the file's path for messages
 * @param unit what messages call a record
 * @param records how many the partition has, with those that are no rows
 * @param rows how many of them are examples
 * @param labels each distinct label, how often it occurs and where first
 * @param rejected how many rows are bad, by the reason, in the order of their first occurrence
 * @param problem why the input cannot be read at all, or null
 */
record Survey(
    String file,
    String unit,
    long records,
    long rows,
    TreeMap<String, Label> labels,
    LinkedHashMap<Reason, Rejected> rejected,
    Problem problem)
    implements Serializable {

  private static final int MOST_LABELS = 10_000;
  private static final String TOO_MANY_LABELS =
      "has the " + (MOST_LABELS + 1) + "th different label; is data.label the right column?";

  /**
   * Reads all records of a partition.
   *
   * @param wanted what the labels of rows are to be
   * @param encoder of their cells, or null
   */
  static <T> Survey of(
      Records<T> part, RowParser.Factory<T> parsers, RowEncoder encoder, Wanted.Label wanted) {
    RowReader<T> rows = new RowReader<>(part, parsers.parser(part, encoder), 0);
    TreeMap<String, Label> labels = new TreeMap<>();
    LinkedHashMap<Reason, Rejected> rejected = new LinkedHashMap<>();
    long examples = 0;
    Problem problem = null;
    try {
      while (labels.size() <= MOST_LABELS && rows.hasNext()) {
        ReadRow<T> row = rows.next();
        if (row.example() == null) {
          rejected.merge(
              row.problem().reason(),
              new Rejected(1, row.place(), row.problem().getMessage()),
              Rejected::plus);
          continue;
        }
        examples++;
        if (wanted != Wanted.Label.NUMBER && row.example().label() != null) {
          labels.merge(row.example().label(), new Label(1, row.place()), Label::plus);
        }
      }
      if (labels.size() > MOST_LABELS) {
        problem = new Problem(rows.count() - 1, TOO_MANY_LABELS);
      }
    } catch (DataException e) {
      problem = new Problem(rows.count() - 1, e.getMessage());
    } catch (UncheckedIOException e) {
      problem = new Problem(rows.count(), InputFiles.unreadable(e.getCause()));
    }
    return new Survey(part.file(), part.unit(), rows.count(), examples, labels, rejected, problem);
  }

  /** A label's count, and the place where it stands first. */
  record Label(long count, long place) implements Serializable {
    Label plus(Label other) {
      return new Label(count + other.count, place);
    }
  }

  /** A count of bad rows, and what is wrong in the first, and its place. */
  record Rejected(long count, long place, String what) implements Serializable {
    Rejected plus(Rejected other) {
      return new Rejected(count + other.count, place, what);
    }
  }

  /** What is wrong with a record. */
  record Problem(long place, String what) implements Serializable {}

  /** All labels of an input, with places counted from 1 within their files. */
  static Map<String, LabelCount> labels(List<Survey> surveys) {
    TreeMap<String, LabelCount> all = new TreeMap<>();
    for (int p = 0; p < surveys.size(); p++) {
      Survey survey = surveys.get(p);
      long before = before(surveys, p);
      survey.labels.forEach(
          (name, label) ->
              all.merge(
                  name,
                  new LabelCount(label.count, survey.place(before + label.place)),
                  LabelCount::plus));
    }
    return all;
  }

  /** All bad rows of an input, by the reason, with places counted from 1 within their files. */
  static Map<Reason, Tally> rejected(List<Survey> surveys) {
    LinkedHashMap<Reason, Tally> all = new LinkedHashMap<>();
    for (int p = 0; p < surveys.size(); p++) {
      Survey survey = surveys.get(p);
      long before = survey.rejected.isEmpty() ? 0 : before(surveys, p);
      survey.rejected.forEach(
          (reason, some) ->
              all.merge(
                  reason,
                  new Tally(some.count, survey.place(before + some.place) + " " + some.what),
                  Tally::plus));
    }
    return all;
  }

  /** A record of the file, counted from 0, as messages name it. */
  String place(long record) {
    return file + " " + unit + " " + (record + 1);
  }

  /** How many records of partition p's file lie in the partitions before it. */
  static long before(List<Survey> surveys, int p) {
    long records = 0;
    for (int q = p - 1; q >= 0 && surveys.get(q).file.equals(surveys.get(p).file); q--) {
      records += surveys.get(q).records;
    }
    return records;
  }
}
