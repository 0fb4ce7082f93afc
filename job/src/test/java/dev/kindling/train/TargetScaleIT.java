package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.linalg.Matrix;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training a network with {@code denormalize} on labels of all sizes. */
@ExtendWith(SparkExtension.class)
class TargetScaleIT {
  private static final String SGD = "batch_size: 16, optimizer: {sgd: {learning_rate: 0.05}}";
  private static final String CONFIG =
      """
      data: {train: %s, label: 2, validation: 0.2}
      network: {input: 2, layers: [dense: {units: 8, activation: tanh}, dense: {units: 1}, denormalize]}
      training: {loss: mean_squared_error, epochs: 8, partitions: 2, %s}
      """;

  @TempDir Path folder;

  /** Rows whose labels are about 3 and have a deviation of about 2.3, in such a unit. */
  private RunConfig config(double unit, String training, String... assignments) throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < 200; row++) {
      float x = (float) random.nextGaussian();
      float y = (float) random.nextGaussian();
      lines.add(x + "," + y + "," + unit * (float) (3 + 2 * x - y + random.nextGaussian() / 10));
    }
    Path rows = Files.write(folder.resolve("rows.csv"), lines);
    Section root = Section.parse("x.yaml", CONFIG.formatted(rows, training));
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    return RunConfig.read(root);
  }

  private Fitting.Fitted train(
      JavaSparkContext spark, double unit, String training, String... assignments)
      throws IOException {
    RunConfig config = config(unit, training, assignments);
    TrainingInput input = TrainingInput.load(spark, config);
    try (Dataset data = input.data()) {
      return Fitting.fit(spark, config, input, Runs.SILENT);
    }
  }

  /** Powers of two only change exponents, so nothing is rounded otherwise. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch_size: 16, optimizer: {sgd: {learning_rate: 0.05, weight_decay: 1e-4}}",
        "batch_size: 16, optimizer: {adam: {learning_rate: 0.01}}",
        "optimizer: {lbfgs: {weight_decay: 1e-3}}",
        SGD + ", local_steps: 4",
        SGD + ", clip_norm: 0.5",
      })
  void labelsInAnotherUnitMakeTheSameNetworkInThatUnit(String training, JavaSparkContext spark)
      throws IOException {
    double unit = 0x1p20;
    Fitting.Fitted small = train(spark, 1, training);
    Fitting.Fitted large = train(spark, unit, training);
    Matrix expected = small.trained().parameters();
    Matrix actual = large.trained().parameters();
    int statistics = expected.size() - 2;
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i) * (i < statistics ? 1 : unit), actual.get(i), "parameter " + i);
    }
    EpochMetrics metrics = small.metrics();
    assertEquals(metrics.train().loss() * unit * unit, large.metrics().train().loss());
    assertEquals(metrics.validation().loss() * unit * unit, large.metrics().validation().loss());
    assertTrue(metrics.validation().metrics().get("r2") > 0.9, metrics.toString());
  }

  /** The loss of training is in the labels' unit, as that of validation is. */
  @Test
  void theLossOfTrainingIsThatOfTheSameRowsInValidation(JavaSparkContext spark) throws IOException {
    train(spark, 1000, SGD); // writes the rows
    Fitting.Fitted trained =
        train(
            spark,
            1000,
            SGD,
            "data.validation=" + folder.resolve("rows.csv"),
            "training.optimizer.sgd.learning_rate=1e-30",
            "training.epochs=1");
    double loss = trained.metrics().validation().loss();
    assertEquals(loss, trained.metrics().train().loss(), 1e-6 * loss);
  }

  /** As a night's rows may: the layer keeps its deviation, which decides how long steps are. */
  @Test
  void trainingOnWithLabelsNearOneAnotherKeepsTheUnitOfBefore(JavaSparkContext spark)
      throws IOException {
    RunConfig config = config(1, SGD, "data.validation=0");
    try (RunOutput output =
        RunOutput.create(
            new Configuration(),
            new org.apache.hadoop.fs.Path(folder.resolve("run").toString()),
            RunOutput.Existing.REFUSE)) {
      new TrainingJob(spark, config, output).run(false, start -> {}, Runs.SILENT);
    }
    String model = folder.resolve("run/model").toString();
    RunConfig on = config(0x1p-3, SGD, "training.initial_model=" + model);
    TrainingInput input = TrainingInput.load(spark, on);
    try (Dataset data = input.data()) {
      float deviation = (float) Math.sqrt(input.minimised().lossUnit());
      assertEquals(2.3, deviation, 0.2);
      Matrix start = input.start(on.training()).parameters;
      assertEquals(deviation, (float) start.get(start.size() - 1));
      assertEquals(null, input.remark());
    }
    TrainingInput inOtherUnit =
        TrainingInput.load(spark, config(1000, SGD, "training.initial_model=" + model));
    try (Dataset data = inOtherUnit.data()) {
      assertTrue(
          inOtherUnit
              .remark()
              .matches(
                  "the standard deviation of the training labels is 2\\d{3}, but the last layer of"
                      + " the model to train on keeps 2\\.\\d{3} \\(training.initial_model\\): are"
                      + " they in another unit\\?"),
          inOtherUnit.remark());
    }
  }

  /** Of which partitions of unequal size make a mean, and a deviation, that are rounded. */
  @Test
  void labelsThatAreAllTheSameHaveNoDeviation(JavaSparkContext spark) throws IOException {
    Path rows = folder.resolve("same.csv");
    Files.write(rows, Collections.nCopies(180, "1,2,7.7"));
    Section root = Section.parse("x.yaml", CONFIG.formatted(rows, SGD + ", seed: 3"));
    TrainingInput input =
        TrainingInput.load(spark, RunConfig.read(root.with("training.partitions=7")));
    try (Dataset data = input.data()) {
      assertEquals(1, input.minimised().lossUnit());
      assertEquals("all training labels are 7.7: there is nothing to learn", input.remark());
    }
  }
}
