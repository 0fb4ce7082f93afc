package dev.kindling.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.config.Section;
import dev.kindling.data.Fold;
import dev.kindling.train.RunConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningConfigTest {
  private static final String YAML =
      """
      data: {train: a.csv, label: 2, validation: 0.2}
      network: {input: 2, layers: [dense: {units: 3}]}
      training: {optimizer: {sgd: {learning_rate: 0.1}}}
      """;

  private static TuningConfig check(String grid, String metric, int folds, String... set) {
    Section base = Section.parse("x.yaml", YAML);
    for (String assignment : set) {
      base = base.with(assignment);
    }
    return TuningConfig.check(base, Search.grid(List.of(grid)), metric, folds);
  }

  private static void assertOtherData(List<RunConfig> runs) {
    assertNotEquals(runs.get(0).loadKey(), runs.get(1).loadKey());
  }

  private static void refused(String message, String grid, String metric, String... set) {
    assertEquals(
        message,
        assertThrows(ConfigException.class, () -> check(grid, metric, 0, set)).getMessage());
  }

  @Test
  void eachPointIsAConfiguration() {
    TuningConfig config = check("training.batch_size=8,16", "validation_loss", 0);
    assertEquals(
        List.of(8, 16), config.runs().stream().map(run -> run.training().batchSize()).toList());
    assertEquals("validation_loss", config.metricName());
    assertEquals(Section.parse("x.yaml", YAML).asMap(), config.base());
  }

  @Test
  void classesAreChosenByAccuracyAndNumbersByLoss() {
    assertEquals("validation_accuracy", check("training.seed=1", null, 0).metricName());
    String[] numbers = {"training.loss=mean_squared_error", "network.layers=[dense: {units: 1}]"};
    assertEquals("validation_loss", check("training.seed=1", null, 0, numbers).metricName());
    refused(
        "--metric is validation_accuracy but training.loss has no classes: choose by"
            + " validation_loss",
        "training.seed=1",
        "validation_accuracy",
        numbers);
  }

  @Test
  void aHoldOutIsOnePartAndACrossValidationSeveral() {
    List<Fold> holdOut = check("training.seed=1", "validation_loss", 0).parts();
    assertEquals(1, holdOut.size());
    assertNull(holdOut.get(0));
    assertEquals(
        List.of(new Fold(0, 2), new Fold(1, 2)),
        check("training.seed=1", "validation_loss", 2, "data.validation=0").parts());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.batch_size=32,0 | x.yaml (--grid training.batch_size=0): training.batch_size is 0"
            + " but must be a whole number from 1 to 2147483647",
        "training.batch_sise=32 | x.yaml (--grid training.batch_sise=32): unknown key"
            + " training.batch_sise; did you mean batch_size?",
        "network.layers.7.dense.units=3 | x.yaml (--grid network.layers.7.dense.units=3):"
            + " network.layers has 1 items and no item 7, counting from 0",
        "a..b=1 | --grid a..b=1 must be key=value with a dotted key, such as training.epochs=5",
        "data.validation=0.1,0 | x.yaml (--grid data.validation=0): data.validation is 0 but must"
            + " hold rows out, to measure trials on; or use --folds",
        "training.epochs=1,0 | x.yaml (--grid training.epochs=0): training.epochs is 0 but must be"
            + " at least 1 to measure a trial",
      })
  void oneIllegalValueIsNamedBeforeAnythingIsTrained(String grid, String message) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> check(grid, "validation_accuracy", 0));
    assertEquals(message, refused.getMessage().replaceFirst(" \\(legal here: .*\\)", ""));
  }

  @Test
  void theMetricIsOneOfTheValidationRows() {
    refused(
        "--metric is accuracy but must be one of validation_loss, validation_accuracy",
        "training.seed=1",
        "accuracy");
    refused(
        "--metric is train_loss but must be one of validation_loss, validation_accuracy",
        "training.seed=1",
        "train_loss");
  }

  @Test
  void whatLoadsTheSameDataIsToldApart() {
    List<RunConfig> runs = check("training.batch_size=8,16", "validation_loss", 0).runs();
    assertEquals(runs.get(0).loadKey(), runs.get(1).loadKey());
    for (String grid :
        List.of(
            "training.seed=1,2",
            "training.partitions=1,2",
            "data.features=minmax,none",
            "data.validation=0.1,0.2",
            "data.train=a.csv,b.csv",
            "training.initial_model=a,b",
            "network.layers.0.dense.units=3,4")) {
      assertOtherData(check(grid, "validation_loss", 0).runs());
    }
    String one = "network.layers=[dense: {units: 1}]";
    RunConfig numbers =
        check("training.loss=mean_squared_error", "validation_loss", 0, one).runs().get(0);
    RunConfig classes =
        check("training.loss=binary_cross_entropy", "validation_loss", 0, one).runs().get(0);
    assertOtherData(List.of(numbers, classes));
  }

  @Test
  void whatIsTunedNeedNotBeWrittenDownBefore() {
    List<RunConfig> runs =
        check(
                "training.optimizer.sgd.learning_rate=0.1,0.2",
                null,
                0,
                "training.optimizer={sgd: {momentum: 0.9}}")
            .runs();
    assertEquals(
        List.of(0.1, 0.2),
        runs.stream().map(run -> run.training().optimizer().learningRate()).toList());
  }

  @Test
  void lossesOfDifferentKindsAreNotCompared() {
    refused(
        "--metric validation_loss cannot compare training.loss_reduction mean with sum",
        "training.loss_reduction=mean,sum",
        "validation_loss");
    String one = "network.layers=[dense: {units: 1}]";
    String losses = "training.loss=binary_cross_entropy,mean_squared_error";
    String message =
        "--metric validation_loss cannot compare training.loss binary_cross_entropy with"
            + " mean_squared_error";
    refused(message, losses, "validation_loss", one);
    refused(message, losses, null, one);
    assertEquals(2, check("training.loss_reduction=mean,sum", null, 0).runs().size());
  }
}
