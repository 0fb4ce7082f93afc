package dev.kindling.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.testing.Script;
import dev.kindling.testing.SparkExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The stages of scripts/python, where PySpark is installed. */
@ExtendWith(SparkExtension.class)
class PySparkIT {
  @Test
  void pythonTrainsTheNetworkOfJava(SparkSession spark, @TempDir Path folder) throws IOException {
    Script.Result pyspark = Script.run("bash", "-c", "python3 -c 'import pyspark'");
    assumeTrue(pyspark.exitCode() == 0, () -> "no PySpark: " + pyspark.err());
    Script.Result walk = walk(folder);
    assertEquals(0, walk.exitCode(), walk.err());

    ((KindlingClassificationModel) model(spark).stages()[2])
        .save(folder.resolve("java").toString());
    assertArrayEquals(weights(folder.resolve("java")), weights(folder.resolve("classifier")));
  }

  private static Script.Result walk(Path folder) {
    String path = System.getenv().getOrDefault("PYTHONPATH", "");
    return Script.run(
        Map.of(
            "PYTHONPATH",
            "scripts/python" + File.pathSeparator + path,
            "PYSPARK_SUBMIT_ARGS",
            "--master local[2] --conf spark.ui.enabled=false --jars job/target/kindling.jar"
                + " pyspark-shell"),
        "python3",
        "job/src/test/python/pyspark_walk.py",
        folder.toString());
  }

  private static byte[] weights(Path stage) throws IOException {
    return Files.readAllBytes(stage.resolve("model/weights.safetensors"));
  }

  /** As in the walk. */
  private static PipelineModel model(SparkSession spark) {
    Dataset<Row> rows =
        spark
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv("src/main/resources/dev/kindling/data/breast-cancer.csv.gz");
    String[] measured =
        Arrays.stream(rows.columns()).filter(c -> !c.equals("diagnosis")).toArray(String[]::new);
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer().setInputCol("diagnosis").setOutputCol("label"),
              new VectorAssembler().setInputCols(measured).setOutputCol("features"),
              new KindlingClassifier()
                  .setConfiguration("training: {clip_norm: 1}")
                  .setSettings("data.validation=0.1", "data.features=standardize")
                  .setHiddenLayers(8, 4)
                  .setActivation("tanh")
                  .setBatchSize(50)
                  .setMaxIter(3)
                  .setLearningRate(0.01)
                  .setSeed(1L << 40)
                  .setPartitions(2)
                  .setLocalSteps(2)
            })
        .fit(rows);
  }
}
