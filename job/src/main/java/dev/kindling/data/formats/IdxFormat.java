package dev.kindling.data.formats;

import dev.kindling.config.Section;
import dev.kindling.data.rows.DataFormat;
import dev.kindling.data.rows.Wanted;
import dev.kindling.features.Column;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** Images and labels in IDX files, the format of the MNIST database. */
public record IdxFormat() implements DataFormat {

  @Override
  public Map<String, Object> toMap() {
    return Map.of("format", "idx");
  }

  /** Any byte is a pixel. */
  @Override
  public void checkColumns(Section section, List<Column> columns) {
    throw section.error("must be left out: images have no columns (data.format)");
  }

  @Override
  public boolean mayHaveBadRows() {
    return false;
  }

  @Override
  public IdxSource open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return IdxSource.open(spark, name, wanted);
  }
}
