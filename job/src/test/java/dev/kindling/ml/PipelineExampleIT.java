package dev.kindling.ml;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Maven runs the tests in job/. */
@ExtendWith(SparkExtension.class)
class PipelineExampleIT {
  @Test
  void theExampleLearns(SparkSession spark, @TempDir Path folder) throws IOException {
    double accuracy =
        PipelineExample.run(
            spark,
            "src/main/resources/dev/kindling/data/breast-cancer.csv.gz",
            folder.resolve("best").toString());
    assertTrue(accuracy > 0.9, "accuracy " + accuracy);
  }

  @Test
  void theDocumentShowsTheExampleAsItIs() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/kindling/ml/PipelineExample.java"));
    String body =
        source.substring(source.indexOf("    Dataset<Row> rows ="), source.indexOf("    return"));
    assertTrue(Files.readString(Path.of("src/site/spark-ml.md")).contains(body), body);
  }

  @Test
  void pythonHasTheParamsOfJava() throws IOException {
    String python = Files.readString(Path.of("../scripts/python/dev/kindling/ml.py"));
    for (var param : new KindlingClassifier().params()) {
      String inherited =
          "Has" + param.name().substring(0, 1).toUpperCase() + param.name().substring(1);
      assertTrue(
          python.contains("_param(\"" + param.name() + "\"") || python.contains(inherited),
          param.name());
    }
  }
}
