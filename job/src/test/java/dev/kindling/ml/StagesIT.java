package dev.kindling.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.rows.DataException;
import dev.kindling.features.Column;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn;
import dev.kindling.linalg.Precision;
import dev.kindling.model.KindlingModel;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.model.ModelFolder;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.testing.SparkExtension;
import dev.kindling.train.CheckFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The estimators and models at work among the stages of Spark ML. */
@ExtendWith(SparkExtension.class)
class StagesIT {
  @TempDir Path folder;
  private SparkSession spark;

  @BeforeEach
  void session(SparkSession shared) {
    spark = shared;
  }

  /** Points of two classes, which a line parts. */
  private Dataset<Row> points(int rows) {
    Random random = new Random(3);
    List<Row> points = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      points.add(Frames.row(x > y ? 1.0 : 0.0, x, y));
    }
    return Frames.of(spark, points, 2);
  }

  private static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setHiddenLayers(4)
        .setLearningRate(0.05)
        .setBatchSize(20)
        .setPartitions(2)
        .setMaxIter(3);
  }

  @Test
  void sparksUserInterfaceTellsTheJobsOfAFitAndThoseAfterItAreTheCallersAgain() throws Exception {
    SparkContext context = spark.sparkContext();
    List<String> descriptions = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart event) {
            descriptions.add(event.properties().getProperty("spark.job.description"));
          }
        };
    context.addSparkListener(listener);
    try {
      context.setJobDescription("mine");
      classifier().fit(points(60));
      points(3).count();
      context.listenerBus().waitUntilEmpty(60_000);
    } finally {
      context.removeSparkListener(listener);
      context.setJobDescription(null);
    }
    assertTrue(descriptions.contains("loading the DataFrame"), descriptions::toString);
    assertTrue(descriptions.contains("epoch 1, step 1"), descriptions::toString);
    assertEquals("mine", descriptions.get(descriptions.size() - 1));
  }

  @Test
  void aModelScoresBlocksAsThePredictorDoes() throws IOException {
    List<Row> digits = Frames.digits();
    KindlingClassificationModel model =
        new KindlingClassifier().setHiddenLayers(16).setMaxIter(1).fit(Frames.of(spark, digits, 3));
    model.save(folder.resolve("saved").toString());
    KindlingModel predictor = KindlingModel.load(folder.resolve("saved/model"));
    double[][] rows =
        digits.stream().map(row -> ((Vector) row.get(0)).toArray()).toArray(double[][]::new);
    float[][] expected = predictor.predict(rows);

    Dataset<Row> scored = model.transform(Frames.of(spark, digits, 1));
    assertEquals(
        List.of("features", "label", "w", "rawPrediction", "probability", "prediction"),
        List.of(scored.columns()));
    List<Row> found = scored.collectAsList();
    assertEquals(1797, found.size());
    for (int i = 0; i < expected.length; i++) {
      Vector probability = found.get(i).getAs("probability");
      for (int k = 0; k < 10; k++) {
        assertEquals(expected[i][k], (float) probability.apply(k), "row " + i + ", class " + k);
      }
      Vector features = found.get(i).getAs("features");
      assertEquals((double) probability.argmax(), found.get(i).getAs("prediction"));
      assertEquals(probability.argmax(), model.predict(features));
      Vector raw = found.get(i).getAs("rawPrediction");
      Vector one = model.predictRaw(features); // a row alone takes other kernels
      assertEquals(0, Math.sqrt(Vectors.sqdist(raw, one)), 1e-4);
      assertEquals(
          0, Math.sqrt(Vectors.sqdist(probability, model.predictProbability(features))), 1e-5);
    }
    assertEquals(
        0,
        model
            .transform(scored.drop("rawPrediction", "probability", "prediction").limit(0))
            .count());
  }

  @Test
  void columnsThatNobodyWantsAreLeftOutAndThresholdsDecide() {
    KindlingClassificationModel model = classifier().fit(points(100));
    model.setRawPredictionCol("").setProbabilityCol("").setThresholds(new double[] {1, 0});
    Dataset<Row> scored = model.transform(points(100));
    assertEquals(List.of("features", "label", "w", "prediction"), List.of(scored.columns()));
    assertEquals(100, scored.filter("prediction = 1").count());
    Vector first = scored.head().getAs("features");
    assertEquals(1, model.predict(first));
  }

  @Test
  void columnsOfOneNameAsAfterAJoinAreKept() {
    Dataset<Row> twice = points(20).selectExpr("w", "features", "label", "w", "label as `a.b`");
    Dataset<Row> scored = classifier().fit(points(100)).transform(twice);
    assertEquals(
        List.of("w", "features", "label", "w", "a.b", "rawPrediction", "probability", "prediction"),
        List.of(scored.columns()));
    assertEquals(20, scored.collectAsList().size());
  }

  /** The log-odds of both classes, the numbers of a logistic regression. */
  @Test
  void aNetworkWithOneOutputHasTwoRawPredictions() {
    KindlingClassificationModel model =
        new KindlingClassifier()
            .setConfiguration(
                "{network: {layers: [dense: {units: 1}]}, training: {loss: binary_cross_entropy}}")
            .fit(points(50));
    for (Row row : model.transform(points(50)).collectAsList()) {
      Vector raw = row.getAs("rawPrediction");
      Vector probability = row.getAs("probability");
      assertEquals(-raw.apply(0), raw.apply(1));
      assertEquals(1 / (1 + Math.exp(-raw.apply(1))), probability.apply(1), 1e-6);
      assertEquals(1, probability.apply(0) + probability.apply(1), 1e-6);
      assertEquals(raw.apply(1) > 0 ? 1.0 : 0.0, (double) row.getAs("prediction"));
      assertEquals(
          probability.apply(1), model.predictProbability(row.getAs("features")).apply(1), 1e-6);
    }
  }

  @Test
  void aPipelineIsSavedAndLoaded() throws IOException {
    StructType schema =
        new StructType()
            .add("kind", DataTypes.StringType)
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType);
    List<Row> rows =
        points(120).collectAsList().stream()
            .map(
                row -> {
                  Vector at = row.getAs("features");
                  return RowFactory.create(
                      row.getAs("label").equals(1.0) ? "below" : "above", at.apply(0), at.apply(1));
                })
            .toList();
    Dataset<Row> data = spark.createDataFrame(rows, schema);
    StringIndexerModel labels =
        new StringIndexer().setInputCol("kind").setOutputCol("label").fit(data);
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  labels,
                  new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("raw"),
                  new StandardScaler().setInputCol("raw").setOutputCol("features"),
                  classifier().setMaxIter(8),
                  new IndexToString().setInputCol("label").setOutputCol("back")
                });
    pipeline.write().overwrite().save(folder.resolve("pipeline").toString());
    PipelineModel model = Pipeline.load(folder.resolve("pipeline").toString()).fit(data);
    model.save(folder.resolve("model").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());

    List<Row> expected = model.transform(data).collectAsList();
    assertEquals(expected, loaded.transform(data).collectAsList());
    assertTrue(
        expected.stream().filter(row -> row.getAs("label").equals(row.getAs("prediction"))).count()
            > 100);
    // The names of the classes come through the rows of the transform.
    assertTrue(expected.stream().allMatch(row -> row.getAs("kind").equals(row.getAs("back"))));
    KindlingClassificationModel stage = (KindlingClassificationModel) loaded.stages()[3];
    assertEquals(model.stages()[3].uid(), stage.uid());
    assertEquals(2, stage.numClasses());
  }

  /** What is set, as JSON. */
  private static List<String> values(KindlingClassifier stage) {
    List<String> values = new ArrayList<>();
    for (Param<?> any : stage.params()) {
      @SuppressWarnings("unchecked") // a stage's values are of its Params' types
      Param<Object> param = (Param<Object>) any;
      if (stage.isSet(param)) {
        values.add(param.name() + "=" + param.jsonEncode(stage.getOrDefault(param)));
      }
    }
    return values;
  }

  @Test
  void anEstimatorKeepsItsParamsOnDiskAndInCopies() throws IOException {
    KindlingClassifier before =
        classifier()
            .setConfiguration("training: {clip_norm: 1}\n")
            .setSettings("data.validation=0.1", "data.features=minmax")
            .setSeed(Long.MAX_VALUE)
            .setWeightCol("w")
            .setThresholds(new double[] {0.5, 0.5})
            .setPredictionCol("p");
    before.save(folder.resolve("stage").toString());
    KindlingClassifier after = KindlingClassifier.load(folder.resolve("stage").toString());
    assertEquals(before.uid(), after.uid());
    assertEquals(11, values(before).size());
    assertEquals(values(before), values(after));

    KindlingClassifier copy = before.copy(new ParamMap().put(before.maxIter().w(7)));
    assertEquals(7, copy.getOrDefault(copy.maxIter()));
    assertEquals(3, before.getOrDefault(before.maxIter()));
    assertEquals("p", copy.getPredictionCol());

    assertEquals(
        folder.resolve("stage")
            + " holds a dev.kindling.ml.KindlingClassifier, not a"
            + " dev.kindling.ml.KindlingRegressor",
        assertThrows(
                ModelException.class,
                () -> KindlingRegressor.load(folder.resolve("stage").toString()))
            .getMessage());
  }

  @Test
  void crossValidationChoosesTheBetterLearningRate() throws IOException {
    KindlingClassifier classifier = classifier();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.learningRate(), new double[] {1e-6, 0.05})
            .build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1);
    CrossValidatorModel best = validator.fit(points(150));
    assertTrue(best.avgMetrics()[1] > 0.9, Arrays.toString(best.avgMetrics()));
    assertTrue(best.avgMetrics()[1] > best.avgMetrics()[0], Arrays.toString(best.avgMetrics()));
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(best.transform(points(150)));
    assertTrue(accuracy > 0.9, "accuracy " + accuracy);
    best.save(folder.resolve("validated").toString());
    assertEquals(
        best.bestModel().uid(),
        CrossValidatorModel.load(folder.resolve("validated").toString()).bestModel().uid());
  }

  @Test
  void oneAgainstTheRestIsAMatterOfSparkMl() {
    OneVsRest each = new OneVsRest().setClassifier(classifier());
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(each.fit(points(100)).transform(points(100)));
    assertTrue(accuracy > 0.9, "accuracy " + accuracy);
  }

  @Test
  void aStreamIsScored() throws Exception {
    KindlingClassificationModel model = classifier().fit(points(100));
    Files.writeString(folder.resolve("rows.csv"), "1,2\n2,1\n");
    VectorAssembler vectors =
        new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("features");
    Dataset<Row> stream =
        spark.readStream().schema("x double, y double").csv(folder.resolve("*.csv").toString());
    model
        .transform(vectors.transform(stream))
        .writeStream()
        .format("memory")
        .queryName("scored")
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    assertEquals(
        List.of(0.0, 1.0),
        spark.table("scored").orderBy("x").collectAsList().stream()
            .map(row -> row.getAs("prediction"))
            .toList());
  }

  @Test
  void aRegressionIsSavedAndLoaded() throws IOException {
    KindlingRegressionModel model =
        new KindlingRegressor().setHiddenLayers(4).setMaxIter(1).setPartitions(1).fit(points(50));
    model.setPredictionCol("p").save(folder.resolve("saved").toString());
    KindlingRegressionModel loaded =
        KindlingRegressionModel.load(folder.resolve("saved").toString());
    List<Row> scored = loaded.transform(points(50)).collectAsList();
    for (Row row : scored) {
      assertEquals(model.predict(row.getAs("features")), (double) row.getAs("p"), 1e-5);
    }
    assertEquals(
        folder.resolve("saved/model") + ": predicts a number: take KindlingRegressionModel",
        assertThrows(
                ModelException.class,
                () -> KindlingClassificationModel.of(folder.resolve("saved/model").toString()))
            .getMessage());
  }

  @Test
  void aRegressionBelowItsQualityGateIsNone() {
    KindlingRegressor regressor =
        new KindlingRegressor()
            .setHiddenLayers(4)
            .setMaxIter(1)
            .setSettings("data.validation=0.2", "training.min_validation_r2=1");
    String refused =
        assertThrows(CheckFailedException.class, () -> regressor.fit(points(50))).getMessage();
    assertTrue(
        refused.matches(
            "the validation R2 of epoch 1 is .* but must be at least 1\\.0 \\(training\\.min_validation_r2\\)"),
        refused);
  }

  @Test
  void aModelOfTheColumnsOfATableIsRefused() throws IOException {
    Network network =
        NetworkConfig.read(
            Section.parse("x", "{input: 1, layers: [dense: {units: 1}]}"), Loss.MEAN_SQUARED_ERROR);
    FittedColumn age =
        new FittedColumn.Numeric(
            new Column("age", Column.Kind.STANDARDIZE, 1, Column.Missing.MEDIAN), 40, 0.1, 35);
    Model model =
        new Model(
            network,
            network.initialize(Precision.FLOAT, 1),
            new ColumnPreparation(List.of(age)),
            List.of(),
            Map.of(),
            Map.of());
    org.apache.hadoop.fs.Path table =
        new org.apache.hadoop.fs.Path(folder.resolve("table").toString());
    ModelFolder.write(table.getFileSystem(new Configuration()), table, model);
    assertEquals(
        table + ": takes the columns of a table (data.columns), not vectors: score with predict",
        assertThrows(ModelException.class, () -> KindlingRegressionModel.of(table.toString()))
            .getMessage());
  }

  private void refused(String message, Row... rows) {
    Dataset<Row> data = Frames.of(spark, List.of(rows), 2);
    KindlingClassifier classifier = classifier().setWeightCol("w");
    assertEquals(
        message, assertThrows(DataException.class, () -> classifier.fit(data)).getMessage());
  }

  @Test
  void badRowsAreRefusedByTheirNumber() {
    Row good = Frames.row(0.0, 1, 2);
    Row other = Frames.row(1.0, 2, 1);
    String row = "the DataFrame row 3 has ";
    refused(row + "no label in column label", good, other, Frames.row(null, 1, 2));
    refused(
        row + "the label 0.5 in column label but must have a whole number from 0 to 1",
        good,
        other,
        Frames.row(0.5, 1, 2));
    refused(
        row + "the label -1.0 in column label but must have a whole number from 0 to 1",
        good,
        other,
        Frames.row(-1.0, 1, 2));
    refused(
        row + "a vector of 3 values in column features but 2 are expected (network.input)",
        good,
        other,
        Frames.row(1.0, 1, 2, 3));
    refused(
        row + "NaN at 1 of the vector in column features but must have a finite number in float",
        good,
        other,
        Frames.row(1.0, 1, Double.NaN));
    refused(row + "no vector in column features", good, other, Frames.row((Vector) null, 1.0, 1.0));
    refused(
        row + "the weight -1.0 in column w but must have a finite number of at least 0",
        good,
        other,
        Frames.row(Vectors.dense(1, 2), 1.0, -1.0));
    refused(
        "all 2 rows of the DataFrame have the label \"0\"; a classifier needs at least two classes",
        good,
        good);
    Dataset<Row> some = points(50).union(Frames.of(spark, List.of(Frames.row(0.5, 1, 2)), 1));
    assertEquals(
        2,
        classifier()
            .setSettings("data.bad_rows=skip", "data.max_bad_rows=0.1")
            .setMaxIter(0)
            .setHiddenLayers(1)
            .fit(some)
            .numClasses());
    Dataset<Row> none = Frames.of(spark, List.of(good), 1).limit(0);
    assertEquals(
        "the DataFrame has no row with a vector in column features",
        assertThrows(DataException.class, () -> classifier().fit(none)).getMessage());
  }

  @Test
  void thresholdsThatAreNotAsManyAsTheClassesAreRefused() {
    KindlingClassificationModel model =
        classifier().setThresholds(new double[] {1, 1, 0}).fit(points(50));
    assertEquals(
        "thresholds has 3 values but the model has 2 classes",
        assertThrows(IllegalArgumentException.class, () -> model.transform(points(1)))
            .getMessage());
  }

  private static void scoringFails(
      KindlingClassificationModel model, String message, Dataset<Row> rows) {
    SparkException failed =
        assertThrows(SparkException.class, () -> model.transform(rows).collectAsList());
    assertTrue(failed.getMessage().contains(message), failed.getMessage());
  }

  @Test
  void whatDoesNotFitAModelOrAStageIsRefused() {
    KindlingClassificationModel model = classifier().fit(points(50));
    Row good = Frames.row(0.0, 1, 2);
    String row = "row 2 of partition 1 has ";
    scoringFails(
        model,
        row + "a vector of 3 values in column features but the model takes 2",
        Frames.of(spark, List.of(good, good, good, Frames.row(0.0, 1, 2, 3)), 2));
    scoringFails(
        model,
        row + "NaN at 1 of the vector in column features but must have a finite number in float",
        Frames.of(spark, List.of(good, good, good, Frames.row(0.0, 1, Double.NaN)), 2));
    scoringFails(
        model,
        "row 2 of partition 1 gives -Infinity for feature 1 but must give a finite number",
        Frames.of(spark, List.of(good, good, good, Frames.row(0.0, 3e38, -3e38)), 2));
    scoringFails(
        model,
        row + "no vector in column features",
        Frames.of(spark, List.of(good, good, good, Frames.row((Vector) null, 0.0, 1.0)), 2));
    Vector wide = Vectors.dense(1, 2, 3);
    assertEquals(
        "the row has a vector of 3 values in column features but the model takes 2",
        assertThrows(IllegalArgumentException.class, () -> model.predict(wide)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> model.transform(points(1).drop("features")));
    KindlingRegressor regressor =
        new KindlingRegressor()
            .setHiddenLayers(2)
            .setSettings("training.loss=binary_cross_entropy");
    assertEquals(
        "training.loss is binary_cross_entropy, but that tells classes apart: take"
            + " KindlingClassifier",
        assertThrows(ConfigException.class, () -> regressor.fit(points(10))).getMessage());
  }
}
