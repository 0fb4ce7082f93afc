package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.rows.DataException;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Shape;
import dev.kindling.optim.Schedule;
import dev.kindling.optim.Sgd;
import dev.kindling.sums.Aggregation;
import dev.kindling.train.TrainingConfig.Reduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigTest {
  private static final String LEAST =
      """
      data: {train: digits, label: 64}
      network: {input: 64, layers: [dense: {units: 10}]}
      training: {optimizer: {sgd: {learning_rate: 0.1}}}
      """;

  private static RunConfig read(String... assignments) {
    Section root = Section.parse("x.yaml", LEAST);
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    return RunConfig.read(root);
  }

  private static final String[] TABLE = {
    "data.label=kind", "data.columns={x: log, c: {one_hot: {values: 3, missing: category}}}"
  };

  private static RunConfig table(String... assignments) {
    return read(Stream.concat(Stream.of(TABLE), Stream.of(assignments)).toArray(String[]::new));
  }

  @Test
  void columnsMakeTheInputsOfTheNetwork() {
    assertEquals(
        Shape.of(5), table("network={layers: [dense: {units: 10}]}").network().inputShape());
    assertEquals(Shape.of(5), table("network.input=5").network().inputShape());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network.input=64 | x.yaml (--set network.input=64): network.input is 64 but must be 5, the inputs that"
            + " data.columns makes (or left out)",
        "data.features=minmax | x.yaml (--set data.features=minmax): data.features is \"minmax\" but must be"
            + " left out: data.columns says it for each column",
        "data.columns.kind=none | x.yaml (--set data.columns.kind=none): data.columns.kind is \"none\" but must"
            + " be left out: it is the column of data.label or data.weight",
        "data.format=idx | x.yaml (--set data.columns={x: log, c: {one_hot: {values: 3, missing: category}}}):"
            + " data.columns must be left out: images have no columns (data.format)",
      })
  void whatDoesNotGoWithColumnsIsRefused(String assignment, String message) {
    String[] input = {
      "network.input=" + (assignment.startsWith("data.columns") ? 6 : 5), assignment
    };
    assertEquals(message, assertThrows(ConfigException.class, () -> table(input)).getMessage());
  }

  @Test
  void withoutAHeaderColumnsAreIndices() {
    assertEquals(
        2, read("data.columns={0: log, 3: none}", "network.input=2").data().columns().size());
    assertEquals(
        "x.yaml (--set data.columns={x: log}): data.columns.x is \"log\" but must be a column index where there"
            + " is no header (data.header)",
        assertThrows(ConfigException.class, () -> read("data.columns={x: log}", "network.input=1"))
            .getMessage());
  }

  @Test
  void whatIsLeftOutHasADefault() {
    assertEquals(
        new TrainingConfig(
            Loss.SOFTMAX_CROSS_ENTROPY,
            Reduction.MEAN,
            null,
            0,
            new Sgd(0.1, 0, false, 0),
            new Schedule.Constant(),
            null,
            Double.POSITIVE_INFINITY,
            null,
            null,
            null,
            OnDivergence.STOP,
            new CheckpointConfig(0, 10, 2),
            64,
            10,
            4,
            1,
            null,
            Aggregation.AUTO,
            false,
            1),
        read().training());
    assertEquals(0, read().data().validationFraction());
  }

  @Test
  void everyTrainingKeyIsRead() {
    TrainingConfig training =
        read(
                "training.loss=softmax_cross_entropy",
                "training.loss_reduction=sum",
                "training.class_weights={0: 2, b c: 0.5}",
                "training.label_smoothing=0.1",
                "training.optimizer.sgd.momentum=0.5",
                "training.schedule={step: {every: 3, factor: 0.5}}",
                "training.reduce_on_plateau={patience: 2, metric: train_loss, factor: 0.2}",
                "training.clip_norm=5",
                "training.early_stopping={patience: 4, metric: train_loss, least_change: 0.01}",
                "training.initial_model=runs/a/model",
                "training.min_validation_accuracy=0.9",
                "training.on_divergence=halve_rate",
                "data.validation=0.2",
                "training.checkpoint={every_steps: 5, every_minutes: 0.5, keep: 3}",
                "training.batch_size=7",
                "training.epochs=9",
                "training.partitions=3",
                "training.local_steps=8",
                "training.outer_optimizer={learning_rate: 0.5, momentum: 0}",
                "training.aggregation=sliced",
                "training.tensorboard=true",
                "training.seed=-9")
            .training();
    assertEquals(
        new TrainingConfig(
            Loss.SOFTMAX_CROSS_ENTROPY,
            Reduction.SUM,
            new ClassWeights(Map.of("0", 2.0, "b c", 0.5)),
            0.1,
            new Sgd(0.1, 0.5, false, 0),
            new Schedule.Step(3, 0.5),
            new Plateau(new Watch(Watch.Metric.TRAIN_LOSS, 2, 0), 0.2),
            5,
            new Watch(Watch.Metric.TRAIN_LOSS, 4, 0.01),
            "runs/a/model",
            new QualityGate("accuracy", 0.9),
            OnDivergence.HALVE_RATE,
            new CheckpointConfig(5, 0.5, 3),
            7,
            9,
            3,
            8,
            new Sgd(0.5, 0, false, 0),
            Aggregation.SLICED,
            true,
            -9),
        training);
  }

  @Test
  void classWeightsAreBalancedOrAboveZero() {
    assertEquals(
        new ClassWeights(null), read("training.class_weights=balanced").training().classWeights());
    ConfigException kind =
        assertThrows(ConfigException.class, () -> read("training.class_weights=even"));
    assertTrue(
        kind.getMessage()
            .endsWith(
                "training.class_weights is \"even\" but must be balanced, or a map of class names to"
                    + " weights"),
        kind.getMessage());
    ConfigException zero =
        assertThrows(ConfigException.class, () -> read("training.class_weights={a: 0}"));
    assertTrue(
        zero.getMessage().endsWith("training.class_weights.a is 0 but must be a number above 0"),
        zero.getMessage());
    ConfigException huge =
        assertThrows(ConfigException.class, () -> read("training.class_weights={a: 1e300}"));
    assertTrue(
        huge.getMessage()
            .endsWith(
                "training.class_weights.a is 1.0E300 but must be at most 1e9: sums would overflow"),
        huge.getMessage());
  }

  @Test
  void aGateNeedsSomethingToMeasure() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    "data.validation=0.2",
                    "training.epochs=0",
                    "training.min_validation_accuracy=0.9"));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                "training.min_validation_accuracy is 0.9 but needs an epoch after which to measure:"
                    + " training.epochs is 0"),
        refused.getMessage());
  }

  @Test
  void aModelToGoOnFromHasAName() {
    String problem =
        "training.initial_model is \"\" but must be the folder of a model, or left out";
    ConfigException refused =
        assertThrows(ConfigException.class, () -> read("training.initial_model=\"\""));
    assertTrue(refused.getMessage().endsWith(": " + problem), refused.getMessage());
  }

  @Test
  void aStepGivesEachPartitionEnoughForBatchNormalisation() {
    String vectors = "network.layers=[dense: {units: 10}, batch_norm]";
    assertEquals(8, read(vectors, "training.batch_size=8").training().batchSize());
    assertEquals(
        "x.yaml (--set training.batch_size=7): training.batch_size is 7 but must be at least 8, two"
            + " examples for each of the 4 partitions (training.partitions): layer 2 (batch_norm)"
            + " has nothing to normalise a single one by",
        assertThrows(ConfigException.class, () -> read(vectors, "training.batch_size=7"))
            .getMessage());
    assertTrue(
        assertThrows(ConfigException.class, () -> read(vectors, "training.partitions=33"))
            .getMessage()
            .contains("training.batch_size must be at least 66, "));
  }

  @Test
  void eachPartitionHasRowsEnoughForBatchNormalisation() {
    RunConfig config = read("network.layers=[dense: {units: 10}, batch_norm]");
    config.checkShares(8);
    assertEquals(
        "digits: 7 training rows are too few for 4 partitions (training.partitions): layer 2"
            + " (batch_norm) has nothing to normalise a single one by",
        assertThrows(DataException.class, () -> config.checkShares(7)).getMessage());
    read().checkShares(1);
  }

  @Test
  void batchNormalisationOfAnImageTakesSingleExamples() {
    String images = "network={input: [1, 8, 8], layers: [batch_norm, dense: {units: 10}]}";
    assertEquals(1, read(images, "training.batch_size=1").training().batchSize());
  }

  @Test
  void theSourceIsWhatWasWrittenAndSet() {
    assertEquals(5, ((Map<?, ?>) read("training.epochs=5").source().get("training")).get("epochs"));
  }

  @Test
  void aMeanDividesByTheWeightAndASumByNothing() {
    assertEquals(0.25, Reduction.MEAN.factor(4));
    assertEquals(1, Reduction.SUM.factor(4));
    assertEquals(0, Reduction.MEAN.factor(0));
    assertEquals(1, Reduction.SUM.factor(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"course.yaml", "digits.yaml", "mnist-mlp.yaml"})
  void whatShipsIsLegal(String name) throws IOException {
    Path file = Path.of(System.getProperty("basedir", ""), "../conf", name);
    RunConfig.read(Section.parse(name, Files.readString(file)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.batchsize=5|unknown key training.batchsize; did you mean batch_size? (legal here:"
            + " aggregation, batch_size, checkpoint, class_weights, clip_norm, early_stopping, epochs, initial_model, label_smoothing,"
            + " local_steps, loss, loss_reduction, min_validation_accuracy, min_validation_r2,"
            + " on_divergence, optimizer, outer_optimizer, partitions, reduce_on_plateau, schedule,"
            + " seed, tensorboard, warmup)",
        "trainin={}|unknown key trainin; did you mean training? (legal here: data, network,"
            + " training)",
        "data.lable=3|unknown key data.lable; did you mean label? (legal here: augment, bad_rows,"
            + " columns, delimiter, features, format, header, label, max_bad_rows, storage, stratify, train,"
            + " validation, weight)",
        "network.layers.0.dense.unit=3|unknown key network.layers[0].dense.unit; did you mean"
            + " units? (legal here: activation, initialization, units)",
        "training.batch_size=0|training.batch_size is 0 but must be a whole number from 1 to"
            + " 2147483647",
        "training.batch_size=many|training.batch_size is \"many\" but must be a whole number from 1"
            + " to 2147483647",
        "training.epochs=1.5|training.epochs is 1.5 but must be a whole number from 0 to"
            + " 2147483647",
        "training.partitions=0|training.partitions is 0 but must be a whole number from 1 to"
            + " 100000",
        "training.local_steps=0|training.local_steps is 0 but must be a whole number from 1 to"
            + " 2147483647",
        "training.outer_optimizer={}|training.outer_optimizer is {} but needs local_steps above 1: it"
            + " takes steps between averages",
        "training.outer_optimizer={momentum: 1}|training.outer_optimizer.momentum is 1 but must be a"
            + " number of at least 0 and below 1",
        "training.tensorboard=maybe|training.tensorboard is \"maybe\" but must be true or false",
        "training.aggregation=deep|training.aggregation is \"deep\" but must be one of auto, flat,"
            + " tree, executor, sliced",
        "training.loss=mse|training.loss is \"mse\" but must be one of softmax_cross_entropy,"
            + " binary_cross_entropy, mean_squared_error",
        "training.loss_reduction=summ|training.loss_reduction is \"summ\" but must be one of mean,"
            + " sum; did you mean sum?",
        "training.optimizer={sdg: {learning_rate: 1}}|training.optimizer is \"sdg\" but must be one"
            + " of sgd, adam, adamw, rmsprop, adagrad, lbfgs; did you mean sgd?",
        "training.optimizer.sgd.learning_rate=-1|training.optimizer.sgd.learning_rate is -1 but"
            + " must be a number above 0",
        "training.min_validation_accuracy=97|training.min_validation_accuracy is 97 but must be a"
            + " number from 0 to 1",
        "training.min_validation_accuracy=0.9|training.min_validation_accuracy is 0.9 but needs a"
            + " validation split: set data.validation",
        "training.min_validation_r2=1.5|training.min_validation_r2 is 1.5 but must be a number of at"
            + " most 1",
        "training.min_validation_r2=-0.5|training.min_validation_r2 is -0.5 but must be left out:"
            + " training.loss is softmax_cross_entropy, which has classes: take"
            + " min_validation_accuracy",
        "training.on_divergence=halve|training.on_divergence is \"halve\" but must be one of stop,"
            + " halve_rate",
        "training.warmup={epochs: 10}|training.warmup.epochs is 10 but must be below training.epochs,"
            + " which is 10",
        "training.reduce_on_plateau={patience: 1, metric: train_loss, factor: 1}"
            + "|training.reduce_on_plateau.factor is 1 but must be below 1: it lowers the rate",
        "training.reduce_on_plateau={patience: 1, metric: train_loss, factor: 0}"
            + "|training.reduce_on_plateau.factor is 0 but must be a number above 0",
        "training.seed=x|training.seed is \"x\" but must be a whole number from"
            + " -9223372036854775808 to 9223372036854775807",
        "network.layers=[]|network.layers is [] but must have at least one layer",
        "network.layers.0.dense.units=0|network.layers[0].dense.units is 0 but must be a whole"
            + " number from 1 to 2147483647",
        "network.input=0|network.input is 0 but must be a whole number from 1 to 2147483647",
        "network.layers.0.dense.activation=rellu|network.layers[0].dense.activation is \"rellu\""
            + " but must be one of linear, sigmoid, tanh, relu; did you mean relu?",
        "data=[]|data is [] but must be a map (key: value)",
      })
  void namesTheKeyAndWhatWouldBeLegal(String assignment, String message) {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(assignment));
    assertEquals("x.yaml (--set " + assignment + "): " + message, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|network.layers is [{dense: {units: 1}}] but must end with at least two units, one for"
            + " each class (training.loss: softmax_cross_entropy)",
        "99999999|a dense layer cannot have 64 inputs and 99999999 units (network.layers[0])",
      })
  void refusesImpossibleLayers(int units, String message) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> read("network.layers.0.dense.units=" + units));
    assertEquals("x.yaml: " + message, refused.getMessage());
  }

  @Test
  void theLossDecidesHowManyUnitsTheLastLayerHas() {
    assertEquals(10, read().network().classes());
    RunConfig binary = read("training.loss=binary_cross_entropy", "network.layers.0.dense.units=1");
    assertEquals(2, binary.network().classes());
    RunConfig numbers = read("training.loss=mean_squared_error", "network.layers.0.dense.units=1");
    assertEquals(0, numbers.network().classes());
  }

  @Test
  void denormalizeIsTheLastLayerOfANetworkOfNumbers() {
    String problem =
        " but must have denormalize as the last one, and with training.loss: mean_squared_error, or"
            + " not at all";
    String numbers = "training.loss=mean_squared_error";
    assertTrue(
        read(numbers, "network.layers=[dense: {units: 1}, denormalize]")
            .network()
            .adaptsToTargets());
    assertLayersRefused(
        "[\"denormalize\", {dense: {units: 1}}]" + problem,
        numbers,
        "network.layers=[denormalize, dense: {units: 1}]");
    assertLayersRefused(
        "[{dense: {units: 1}}, \"denormalize\"]" + problem,
        "training.loss=binary_cross_entropy",
        "network.layers=[dense: {units: 1}, denormalize]");
  }

  private static void assertLayersRefused(String message, String... assignments) {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(assignments));
    assertTrue(
        refused.getMessage().endsWith(": network.layers is " + message), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "binary_cross_entropy, network.layers.0.dense.units=2"
            + "|network.layers is [{dense: {units: 2}}] but must end with one unit, the log-odds of"
            + " the second of two classes (training.loss: binary_cross_entropy)",
        "mean_squared_error, network.layers.0.dense.units=10"
            + "|network.layers is [{dense: {units: 10}}] but must end with one unit, the value to"
            + " predict (training.loss: mean_squared_error)",
        "binary_cross_entropy, network.layers.0.dense.activation=sigmoid"
            + "|network.layers is [{dense: {units: 1, activation: \"sigmoid\"}}] but must end with a"
            + " linear layer: binary_cross_entropy has the sigmoid in it",
        "mean_squared_error, training.class_weights=balanced"
            + "|training.class_weights is \"balanced\" but must be left out: training.loss is"
            + " mean_squared_error",
        "mean_squared_error, training.label_smoothing=0.1"
            + "|training.label_smoothing is 0.1 but must be left out: training.loss is"
            + " mean_squared_error",
        "mean_squared_error, data.stratify=true"
            + "|data.stratify is true but must be left out: training.loss is mean_squared_error",
        "mean_squared_error, training.min_validation_accuracy=0.9"
            + "|training.min_validation_accuracy is 0.9 but must be left out: training.loss is"
            + " mean_squared_error, which has no classes: take min_validation_r2",
        "mean_squared_error, training.early_stopping={patience: 1, metric: validation_accuracy}"
            + "|training.early_stopping watches validation_accuracy but training.loss is"
            + " mean_squared_error, which has no classes: watch validation_loss",
      })
  void refusesWhatDoesNotGoWithTheLoss(String assignments, String message) {
    String[] lossAndOther = assignments.split(", ", 2);
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    "data.validation=0.5",
                    "network.layers.0.dense.units=1",
                    "training.loss=" + lossAndOther[0],
                    lossAndOther[1]));
    assertTrue(refused.getMessage().endsWith(": " + message), refused.getMessage());
  }

  @TestFactory
  Stream<DynamicTest> everyConfigurationThatShipsIsLegal() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("..", "conf"))) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    assertTrue(files.size() >= 5, files::toString);
    return files.stream()
        .map(file -> dynamicTest(file.toString(), () -> Runs.read("conf/" + file.getFileName())));
  }
}
