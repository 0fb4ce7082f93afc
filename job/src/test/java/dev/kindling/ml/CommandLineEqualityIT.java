package dev.kindling.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kindling.config.Section;
import dev.kindling.testing.SparkExtension;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.Trainer;
import dev.kindling.train.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A DataFrame and a file of the same rows in the same order give the same bytes. */
@ExtendWith(SparkExtension.class)
class CommandLineEqualityIT {
  @TempDir Path folder;
  private SparkSession session;
  private JavaSparkContext spark;

  @BeforeEach
  void session(SparkSession shared) {
    session = shared;
    spark = JavaSparkContext.fromSparkContext(shared.sparkContext());
  }

  /** The weights that the command line writes. */
  private byte[] commandLine(String yaml, String... assignments) throws IOException {
    Section root = Section.parse("x.yaml", yaml);
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    RunConfig config = RunConfig.read(root);
    Path out = folder.resolve("command-line");
    try (RunOutput output =
        RunOutput.create(
            spark.hadoopConfiguration(),
            new org.apache.hadoop.fs.Path(out.toString()),
            RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, config, output).run(false, start -> {}, Trainer.Listener.SILENT);
    }
    return Files.readAllBytes(out.resolve("model/weights.safetensors"));
  }

  private byte[] weights(Path saved) throws IOException {
    return Files.readAllBytes(saved.resolve("model/weights.safetensors"));
  }

  @Test
  void ofTheDigitsWithTheShippedConfigurationAndRowsHeldOut() throws IOException {
    String yaml = Files.readString(Path.of("../conf/digits.yaml")); // Maven runs the tests in job/
    byte[] expected = commandLine(yaml, "training.epochs=2");

    Set<Integer> cached = Set.copyOf(spark.getPersistentRDDs().keySet());
    KindlingClassificationModel model =
        new KindlingClassifier()
            .setConfiguration(yaml)
            .setMaxIter(2)
            .fit(Frames.of(session, Frames.digits(), 5));
    model.save(folder.resolve("saved").toString());
    assertArrayEquals(expected, weights(folder.resolve("saved")));
    assertEquals(cached, spark.getPersistentRDDs().keySet());
    assertEquals(10, model.numClasses());
    assertEquals(64, model.numFeatures());

    KindlingClassificationModel wrapped =
        KindlingClassificationModel.of(folder.resolve("command-line/model").toString());
    Vector first = (Vector) Frames.digits().get(0).get(0);
    assertEquals(model.predictRaw(first), wrapped.predictRaw(first));
  }

  @Test
  void ofSparseVectorsAndWeights() throws IOException {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double[] x = {random.nextInt(3) * random.nextGaussian(), 0, random.nextGaussian(), 0, 0};
      rows.add(
          Frames.row(
              org.apache.spark.ml.linalg.Vectors.dense(x).toSparse(),
              x[0] + x[2] > 0 ? 1.0 : 0.0,
              (double) random.nextInt(4)));
    }
    String yaml =
        """
        data: {train: %s, label: label, weight: w}
        network: {input: 5, layers: [dense: {units: 4, activation: tanh}, dense: {units: 1}]}
        training: {loss: binary_cross_entropy, optimizer: adam, epochs: 2, batch_size: 16}
        """
            .formatted(Frames.csv(folder.resolve("rows.csv"), rows));
    KindlingClassifier classifier = new KindlingClassifier().setConfiguration(yaml);

    classifier
        .copy(new org.apache.spark.ml.param.ParamMap())
        .setWeightCol("w")
        .fit(Frames.of(session, rows, 3))
        .save(folder.resolve("weighted").toString());
    classifier.fit(Frames.of(session, rows, 3)).save(folder.resolve("plain").toString());
    assertArrayEquals(commandLine(yaml), weights(folder.resolve("weighted")));
    assertFalse(
        Arrays.equals(weights(folder.resolve("plain")), weights(folder.resolve("weighted"))));
  }

  @Test
  void ofNumbersToPredict() throws IOException {
    Random random = new Random(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      rows.add(Frames.row(3 * x - y + 1 + random.nextGaussian() / 10, x, y));
    }
    String yaml =
        """
        data: {train: %s, label: label, weight: w, validation: 0.1}
        network: {input: 2, layers: [dense: {units: 8, activation: relu}, dense: {units: 1}, denormalize]}
        training: {loss: mean_squared_error, optimizer: {adam: {learning_rate: 0.01}}, epochs: 3, local_steps: 4}
        """
            .formatted(Frames.csv(folder.resolve("rows.csv"), rows));
    // The same without the YAML.
    new KindlingRegressor()
        .setHiddenLayers(8)
        .setLearningRate(0.01)
        .setMaxIter(3)
        .setLocalSteps(4)
        .setSettings("data.validation=0.1")
        .fit(Frames.of(session, rows, 4))
        .save(folder.resolve("saved").toString());
    assertArrayEquals(commandLine(yaml), weights(folder.resolve("saved")));
  }
}
