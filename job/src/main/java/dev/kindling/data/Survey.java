package dev.kindling.data;

import dev.kindling.data.RejectedRow.Reason;
import dev.kindling.data.RejectedRows.Tally;
import dev.kindling.data.Source.LabelCount;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pass over the lines of an input partition found.
 *
 * @param file the file's path for messages
 * @param lines how many lines the partition has, with header and blank lines
 * @param rows how many of them are examples
 * @param labels each distinct label, how often it occurs and where first
 * @param rejected how many rows are bad, by the reason, in the order of their first occurrence
 * @param problem why the input cannot be read at all, or null
 */
record Survey(
    String file,
    long lines,
    long rows,
    TreeMap<String, Label> labels,
    LinkedHashMap<Reason, Rejected> rejected,
    Problem problem)
    implements Serializable {

  /** A label's count, and the line in its partition, from 0, where it stands first. */
  record Label(long count, String file, long line) implements Serializable {
    Label plus(Label other) {
      return new Label(count + other.count, file, line);
    }
  }

  /** A count of bad rows, and what is wrong in the first, on which line, from 0. */
  record Rejected(long count, long line, String what) implements Serializable {
    Rejected plus(Rejected other) {
      return new Rejected(count + other.count, line, what);
    }
  }

  /** What is wrong in a line; lines are counted from 0 within the partition. */
  record Problem(long line, String what) implements Serializable {}

  /** All labels of an input, with lines counted from 1 within their files. */
  static Map<String, LabelCount> labels(List<Survey> surveys) {
    TreeMap<String, LabelCount> all = new TreeMap<>();
    for (int p = 0; p < surveys.size(); p++) {
      long before = linesBefore(surveys, p);
      surveys
          .get(p)
          .labels
          .forEach(
              (name, label) ->
                  all.merge(
                      name,
                      new LabelCount(label.count, place(label.file, before + label.line)),
                      LabelCount::plus));
    }
    return all;
  }

  /** All bad rows of an input, by the reason, with lines counted from 1 within their files. */
  static Map<Reason, Tally> rejected(List<Survey> surveys) {
    LinkedHashMap<Reason, Tally> all = new LinkedHashMap<>();
    for (int p = 0; p < surveys.size(); p++) {
      Survey survey = surveys.get(p);
      long before = survey.rejected.isEmpty() ? 0 : linesBefore(surveys, p);
      survey.rejected.forEach(
          (reason, some) ->
              all.merge(
                  reason,
                  new Tally(some.count, place(survey.file, before + some.line) + " " + some.what),
                  Tally::plus));
    }
    return all;
  }

  /** A line of a file, counted from 0, as messages name it. */
  private static String place(String file, long line) {
    return file + " line " + (line + 1);
  }

  /** How many lines of partition p's file lie in the partitions before it. */
  static long linesBefore(List<Survey> surveys, int p) {
    long lines = 0;
    for (int q = p - 1; q >= 0 && surveys.get(q).file.equals(surveys.get(p).file); q--) {
      lines += surveys.get(q).lines;
    }
    return lines;
  }
}
