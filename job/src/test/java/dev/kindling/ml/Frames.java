package dev.kindling.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** DataFrames and the files of the same rows. */
final class Frames {
  static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("w", DataTypes.DoubleType);

  private Frames() {}

  /** Rows of features, label and weight, in so many partitions. */
  static Dataset<Row> of(SparkSession spark, List<Row> rows, int partitions) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        SCHEMA);
  }

  static Row row(Vector features, Double label, Double weight) {
    return RowFactory.create(features, label, weight);
  }

  static Row row(Double label, double... features) {
    return row(Vectors.dense(features), label, 1.0);
  }

  /** The bundled digits, each of weight 1. */
  static List<Row> digits() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (var in =
        new GZIPInputStream(Frames.class.getResourceAsStream("/dev/kindling/data/digits.csv.gz"))) {
      for (String line : new String(in.readAllBytes()).lines().toList()) {
        double[] fields = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
        rows.add(row(fields[64], Arrays.copyOf(fields, 64)));
      }
    }
    return rows;
  }

  /** A CSV file with a header of the same rows: x0, x1, ..., label, w. */
  static Path csv(Path file, List<Row> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    int width = ((Vector) rows.get(0).get(0)).size();
    for (int i = 0; i < width; i++) {
      text.append('x').append(i).append(',');
    }
    text.append("label,w\n");
    for (Row row : rows) {
      for (double x : ((Vector) row.get(0)).toArray()) {
        text.append(x).append(',');
      }
      text.append(row.getDouble(1)).append(',').append(row.getDouble(2)).append('\n');
    }
    return Files.writeString(file, text);
  }
}
