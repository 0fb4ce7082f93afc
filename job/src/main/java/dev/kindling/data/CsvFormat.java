package dev.kindling.data;

import dev.kindling.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
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

  @Override
  public CsvSource open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return CsvSource.open(spark, name, this, wanted, seed);
  }
}
