package dev.kindling.data.formats;

import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.FeatureLayout;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.RawRow;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.RowEncoder;
import dev.kindling.nn.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images of 8-bit pixels in an IDX file, N x H x W or N x C x H x W, and their labels in another
 * beside it: {@code images-idx3} in the file's name becomes {@code labels-idx1}. A plain file is
 * read in several places at once, a compressed one from end to end.
 */
public final class IdxSource implements Source {
  private final JavaSparkContext spark;
  private final String name;
  private final IdxFile images;
  private final Shape input; // the shape of one image as the network takes it
  private final IdxLabels labels; // null without
  private final int rowsPerPart;

  private IdxSource(
      JavaSparkContext spark,
      String name,
      IdxFile images,
      Shape input,
      IdxLabels labels,
      int rowsPerPart) {
    this.spark = spark;
    this.name = name;
    this.images = images;
    this.input = input;
    this.labels = labels;
    this.rowsPerPart = rowsPerPart;
  }

  /**
   * Finds and checks the files.
   *
   * @param name the path of the images
   * @throws DataException naming the file, the place and what is wrong there
   */
  public static IdxSource open(JavaSparkContext spark, String name, Wanted wanted) {
    Configuration hadoop = spark.hadoopConfiguration();
    try {
      List<FileStatus> found = InputFiles.find(hadoop, name);
      if (found.size() > 1) {
        throw new DataException(
            name + " are " + found.size() + " files, but an IDX set is named by its images file");
      }
      IdxFile images = IdxFile.open(hadoop, found.get(0));
      checkShape(images, wanted.input());
      IdxLabels labels =
          wanted.label() == Wanted.Label.ANY ? null : IdxLabels.beside(images, hadoop);
      return new IdxSource(
          spark, name, images, wanted.input(), labels, rowsPerPart(images, found.get(0), hadoop));
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private static void checkShape(IdxFile images, Shape input) {
    List<Integer> sides = images.header().sides();
    if (sides.isEmpty()) {
      throw new DataException(
          images.name()
              + " has 1 dimension, as labels have, but images have 3 or 4 (N x H x W or N x C x H x"
              + " W); name the images file, its labels lie beside it");
    }
    Shape found = new Shape(sides);
    boolean flat = sides.size() == 1 || input.sides().size() == 1;
    boolean fits =
        flat
            ? found.size() == input.size()
            : withoutLeadingOnes(found).equals(withoutLeadingOnes(input));
    if (!fits) {
      throw new DataException(
          images.name()
              + " holds images of "
              + found
              + " but the network takes "
              + input
              + " (network.input)");
    }
  }

  /** The sides of an image; one channel may be said or left out. */
  private static List<Integer> withoutLeadingOnes(Shape shape) {
    return shape.sides().stream().dropWhile(side -> side == 1).toList();
  }

  /** As many rows as Hadoop would put into one split of a text; all of a compressed file. */
  private static int rowsPerPart(IdxFile images, FileStatus status, Configuration hadoop) {
    int rows = images.header().rows();
    if (images.isCompressed(hadoop)) {
      return rows;
    }
    long most = hadoop.getLong(FileInputFormat.SPLIT_MAXSIZE, Long.MAX_VALUE);
    long bytes = Math.min(most, status.getBlockSize());
    return (int) Math.max(1, Math.min(rows, bytes / images.header().rowSize()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long rowCount() {
    return images.header().rows();
  }

  @Override
  public FeatureLayout layout() {
    List<Integer> sides = input.isImage() ? input.sides() : images.header().sides();
    int channels = sides.size() == 3 ? sides.get(0) : 1;
    return FeatureLayout.pixels(channels, images.header().rowSize() / channels);
  }

  /** Pixels are numbers. */
  @Override
  public RowEncoder encoder() {
    return null;
  }

  @Override
  public Map<String, LabelCount> labels() {
    return labels == null ? Map.of() : labels.counts();
  }

  /** What one task reads: the rows {@code from} to {@code end - 1}, and their labels or null. */
  private record Part(int from, int end, byte[] labels) implements Serializable {}

  @Override
  public JavaRDD<RawRow> rows() {
    int rows = images.header().rows();
    List<Part> parts = new ArrayList<>();
    for (int from = 0, end; from < rows; from = end) {
      end = (int) Math.min((long) from + rowsPerPart, rows);
      parts.add(new Part(from, end, labels == null ? null : labels.range(from, end)));
    }
    IdxFile file = images;
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    return spark
        .parallelize(parts, parts.size())
        .mapPartitions(
            one -> {
              Part part = one.next();
              return new IdxRows(file, hadoop.value().value(), part.from, part.end, part.labels);
            });
  }

  /** There is no pixel that is none. */
  @Override
  public RejectedRows rejected() {
    return new RejectedRows(name, rowCount(), Map.of(), spark.emptyRDD());
  }
}
