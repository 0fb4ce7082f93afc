package dev.kindling.data;

import dev.kindling.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How a CSV input is to be read.
 *
 * @param label the label column: an index from 0, or a name from the header
 * @param header whether the first line of each file names the columns
 */
public record CsvFormat(String label, boolean header, char delimiter) implements DataFormat {

  /** Reads {@code data.label}, {@code data.header} and {@code data.delimiter}. */
  public static CsvFormat read(Section data) {
    String label = data.string("label");
    boolean header = data.bool("header", !isIndex(label));
    if (!isIndex(label) && !header) {
      throw data.error(
          "label", "must be a column index where there is no header (data.header: false)");
    }
    String delimiter = data.string("delimiter", ",");
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
      throw data.error("delimiter", "must be one character, such as , or ;");
    }
    return new CsvFormat(label, header, delimiter.charAt(0));
  }

  private static boolean isIndex(String label) {
    return label.matches("\\d{1,9}");
  }

  /** Whether the label column is given by its name in the header, not by its index. */
  boolean labelIsName() {
    return !isIndex(label);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", "csv");
    map.put("label", label);
    map.put("header", header);
    map.put("delimiter", String.valueOf(delimiter));
    return map;
  }

  @Override
  public CsvSource open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return CsvSource.open(spark, name, this, wanted, seed);
  }
}
