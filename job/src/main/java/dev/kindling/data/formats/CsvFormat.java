package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.config.Wording;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.InputFiles;
import dev.kindling.data.rows.Iterators;
import dev.kindling.data.rows.RecordSource;
import dev.kindling.data.rows.Records;
import dev.kindling.data.rows.Source;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How a CSV input is to be read.
 *
 * @param label the label column: an index from 0, or a name from the header
 * @param weight the column of what each row counts in training, named as the label is; or null
 * @param header whether the first line of each file names the columns
 */
public record CsvFormat(String label, String weight, boolean header, char delimiter)
    implements DataFormat {

  /** Reads {@code data.label}, {@code weight}, {@code header} and {@code delimiter}. */
  public static CsvFormat read(Section data) {
    String label = data.string("label");
    String weight = data.string("weight", null);
    if (weight != null) {
      checkWeight(data, label, weight);
    }
    boolean header = data.bool("header", !isIndex(label));
    if (!isIndex(label) && !header) {
      throw data.error(
          "label", "must be a column index where there is no header (data.header: false)");
    }
    String delimiter = data.string("delimiter", ",");
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
      throw data.error("delimiter", "must be one character, such as , or ;");
    }
    return new CsvFormat(label, weight, header, delimiter.charAt(0));
  }

  private static void checkWeight(Section data, String label, String weight) {
    if (isIndex(weight) != isIndex(label)) {
      throw data.error(
          "weight",
          isIndex(label)
              ? "must be a column index, as data.label is"
              : "must be a name from the header, as data.label is");
    }
    boolean same =
        isIndex(label) ? Integer.parseInt(weight) == Integer.parseInt(label) : weight.equals(label);
    if (same) {
      throw data.error("weight", "must be another column than the label (data.label)");
    }
  }

  @Override
  public void checkColumns(Section section, List<Column> columns) {
    for (Column column : columns) {
      if (!header && !isIndex(column.name())) {
        throw section.error(
            column.name(), "must be a column index where there is no header (data.header)");
      }
      if (column.name().equals(label) || column.name().equals(weight)) {
        throw section.error(
            column.name(), "must be left out: it is the column of data.label or data.weight");
      }
    }
  }

  private static boolean isIndex(String label) {
    return label.matches("\\d{1,9}");
  }

  /** Whether columns are given by their names in the header, not by their indices. */
  boolean namesColumns() {
    return !isIndex(label);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", "csv");
    map.put("label", label);
    if (weight != null) {
      map.put("weight", weight);
    }
    map.put("header", header);
    map.put("delimiter", String.valueOf(delimiter));
    return map;
  }

  /**
   * Finds and surveys an input. Where any label will do, one with as many columns as features is
   * one without labels.
   */
  @Override
  public Source open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    JavaRDD<Records<String>> lines = lines(spark, name, seed);
    CsvColumns columns = CsvColumns.of(name, firstLine(name, lines), this, wanted);
    int features = wanted.features();
    if (columns.features() != features) {
      throw new DataException(
          "%s has %s beside the label%s but %d are expected (network.input)"
              .formatted(
                  name,
                  Wording.counted(columns.features(), "feature column"),
                  columns.weight() < 0 ? "" : " and the weight",
                  features));
    }
    return RecordSource.open(
        name,
        wanted.layout(),
        columns.featureNames(),
        lines,
        (part, encoder) -> new CsvRows(part, this, columns, encoder, wanted),
        wanted);
  }

  public static JavaRDD<Records<String>> lines(JavaSparkContext spark, String name, long seed) {
    return BundledData.has(name)
        ? BundledData.lines(spark, name, seed)
        : InputFiles.lines(spark, name);
  }

  /** The first line of an input that is not blank. */
  static String firstLine(String name, JavaRDD<Records<String>> lines) {
    return firstLines(name, lines, 1).get(0);
  }

  /** The first lines of an input that are not blank: at least one, and so many at most. */
  public static List<String> firstLines(String name, JavaRDD<Records<String>> lines, int most) {
    List<FirstLine> first = lines.flatMap(part -> firstLines(part, most)).take(most);
    if (first.isEmpty()) {
      throw new DataException(name + " is empty: there are no rows to read");
    }
    if (first.get(0).problem != null) {
      throw new DataException(first.get(0).problem);
    }
    return first.stream().map(FirstLine::text).filter(Objects::nonNull).toList();
  }

  /** A line of a partition that is not blank, or why there is none to be had. */
  private record FirstLine(String text, String problem) implements Serializable {}

  private static Iterator<FirstLine> firstLines(Records<String> part, int most) {
    try {
      return Iterators.stream(part.records())
          .filter(line -> !line.isBlank())
          .limit(most)
          .map(line -> new FirstLine(line, null))
          .toList()
          .iterator();
    } catch (UncheckedIOException e) {
      String problem = part.file() + " " + InputFiles.unreadable(e.getCause());
      return List.of(new FirstLine(null, problem)).iterator();
    }
  }
}
