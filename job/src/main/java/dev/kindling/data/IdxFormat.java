package dev.kindling.data;

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
  public boolean mayHaveBadRows() {
    return false;
  }

  @Override
  public IdxSource open(JavaSparkContext spark, String name, Wanted wanted, long seed) {
    return IdxSource.open(spark, name, wanted);
  }
}
