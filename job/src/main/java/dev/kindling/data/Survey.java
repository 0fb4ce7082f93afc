package dev.kindling.data;

import dev.kindling.data.Source.LabelCount;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one pass over the lines of an input partition found.
 *
 * @param file the file's path for messages
 * @param lines how many lines the partition has, with header and blank lines
 * @param rows how many of them are rows of data
 * @param labels each distinct label, how often it occurs and where first
 * @param problem the first line that cannot be read, or null
 */
record Survey(String file, long lines, long rows, TreeMap<String, Label> labels, Problem problem)
    implements Serializable {

  /** A label's count, and the line in its partition, from 0, where it stands first. */
  record Label(long count, String file, long line) implements Serializable {
    Label plus(Label other) {
      return new Label(count + other.count, file, line);
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
                      new LabelCount(
                          label.count, label.file + " line " + (before + label.line + 1)),
                      LabelCount::plus));
    }
    return all;
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
