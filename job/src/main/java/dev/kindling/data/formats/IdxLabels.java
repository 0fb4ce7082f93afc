package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Source.LabelCount;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The labels of all rows of an IDX set, a byte each.
 *
 * @param file their file's name for messages
 */
record IdxLabels(String file, byte[] values) {
  private static final int DIFFERENT = 256;

  /**
   * Reads the labels that lie beside the images.
   *
   * @throws DataException if they are not there, or not as many as the images
   */
  static IdxLabels beside(IdxFile images, Configuration hadoop) throws IOException {
    Path path = new Path(images.uri());
    String name = path.getName().replaceFirst("images([-.])idx\\d", "labels$1idx1");
    if (name.equals(path.getName())) {
      throw new DataException(
          images.name()
              + " says not where its labels are: images-idx3 must be in its name, which becomes"
              + " labels-idx1 in theirs");
    }
    Path beside = new Path(path.getParent(), name);
    FileStatus status;
    try {
      status = beside.getFileSystem(hadoop).getFileStatus(beside);
    } catch (FileNotFoundException e) {
      throw new DataException(
          "there is no file " + InputFiles.name(beside) + " with the labels of " + images.name(),
          e);
    }
    IdxFile labels = IdxFile.open(hadoop, status);
    int rows = labels.header().rows();
    if (!labels.header().sides().isEmpty()) {
      int dimensions = labels.header().dimensions().size();
      throw new DataException(
          labels.name() + " has " + dimensions + " dimensions but labels have 1");
    }
    if (rows != images.header().rows()) {
      throw new DataException(
          "%s has %d labels but %s has %d images"
              .formatted(labels.name(), rows, images.name(), images.header().rows()));
    }
    try (InputStream in = labels.values(hadoop, 0)) {
      return new IdxLabels(labels.name(), in.readNBytes(rows));
    }
  }

  Map<String, LabelCount> counts() {
    long[] count = new long[DIFFERENT];
    int[] first = new int[DIFFERENT];
    for (int row = values.length - 1; row >= 0; row--) {
      count[values[row] & 0xff]++;
      first[values[row] & 0xff] = row;
    }
    Map<String, LabelCount> counts = new LinkedHashMap<>();
    for (int label = 0; label < DIFFERENT; label++) {
      if (count[label] > 0) {
        counts.put(text(label), new LabelCount(count[label], file + " row " + first[label]));
      }
    }
    return counts;
  }

  /** The labels of the rows {@code from} to {@code to - 1}. */
  byte[] range(int from, int to) {
    return Arrays.copyOfRange(values, from, to);
  }

  static String text(int label) {
    return String.valueOf(label & 0xff);
  }
}
