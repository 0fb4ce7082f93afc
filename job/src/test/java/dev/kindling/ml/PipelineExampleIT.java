package dev.kindling.ml;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.param.Param;
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
    Set<String> ofPySpark =
        Arrays.stream(new LogisticRegression().params()).map(Param::name).collect(toSet());
    ofPySpark.remove("maxIter"); // which has another meaning there
    for (Param<?> param : new KindlingClassifier().params()) {
      String declared = "_param(\"%s\", \"%s\",".formatted(param.name(), param.doc());
      assertTrue(
          ofPySpark.contains(param.name())
              || python.replaceAll("\\s", "").contains(declared.replaceAll("\\s", "")),
          declared);
    }
  }
}
