package dev.kindling.ml;

import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The example of Spark ML in {@code job/src/site/spark-ml.md}, which {@code scripts/spark-versions}
 * runs as it stands.
 */
public final class PipelineExample {
  private PipelineExample() {}

  /** Takes the path of the bundled tumours, and of a folder to write. */
  public static void main(String[] args) throws IOException {
    run(SparkSession.builder().appName("example").getOrCreate(), args[0], args[1]);
  }

  static double run(SparkSession spark, String tumours, String folder) throws IOException {
    Dataset<Row> rows =
        spark.read().option("header", true).option("inferSchema", true).csv(tumours);
    Dataset<Row>[] split = rows.randomSplit(new double[] {0.8, 0.2}, 1);
    String[] measured =
        Arrays.stream(rows.columns()).filter(c -> !c.equals("diagnosis")).toArray(String[]::new);

    KindlingClassifier classifier = new KindlingClassifier().setHiddenLayers(32).setMaxIter(10);
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("diagnosis").setOutputCol("label"),
                  new VectorAssembler().setInputCols(measured).setOutputCol("features"),
                  classifier
                });
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.learningRate(), new double[] {0.001, 0.01})
            .build();
    MulticlassClassificationEvaluator accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy");
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(grid)
            .setEvaluator(accuracy)
            .setNumFolds(3)
            .fit(split[0]);
    best.write().overwrite().save(folder);
    double held = accuracy.evaluate(CrossValidatorModel.load(folder).transform(split[1]));
    System.out.println("accuracy of the held-out rows: " + held);
    return held;
  }
}
