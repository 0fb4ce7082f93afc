package dev.kindling.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.ConfigException;
import dev.kindling.train.RunConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FitConfigTest {
  private static final String YAML =
      """
      data: {train: somewhere, label: 64, validation: 0.2}
      network: {input: 3, layers: [dense: {units: 5}, dense: {units: 2}]}
      training: {optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9}}, batch_size: 8, epochs: 7}
      """;

  private static RunConfig read(KindlingClassifier classifier) {
    FrameRows frame = new FrameRows(null, "features", "label", "");
    return new FitConfig(classifier, frame, true).read();
  }

  private static String message(KindlingClassifier classifier) {
    return assertThrows(ConfigException.class, () -> read(classifier)).getMessage();
  }

  @Test
  void paramsOverrideSettingsOverrideTheConfiguration() {
    RunConfig config =
        read(
            new KindlingClassifier()
                .setConfiguration(YAML)
                .setSettings("training.epochs=8", "training.batch_size=9", "data.validation=0.5")
                .setLearningRate(0.25)
                .setMaxIter(10)
                .setSeed(-3));
    assertEquals(10, config.training().epochs());
    assertEquals(9, config.training().batchSize());
    assertEquals(0.25, config.training().optimizer().learningRate());
    assertEquals(-3, config.training().seed());
    assertEquals(0.5, config.data().validationFraction());
    assertEquals("the DataFrame", config.data().train());
  }

  @Test
  void whatIsNotSetIsAsOnTheCommandLine() {
    RunConfig config = read(new KindlingClassifier().setConfiguration(YAML));
    RunConfig same =
        RunConfig.read(
            dev.kindling.config.Section.parse("x", YAML).with("data.train=the DataFrame"));
    assertEquals(same.source(), config.source());
  }

  @Test
  void theOptimizerIsAdamUnlessConfigured() {
    KindlingClassifier classifier =
        new KindlingClassifier()
            .setSettings("network.input=4", "network.layers=[dense: {units: 3}]")
            .setLearningRate(0.5);
    assertEquals(0.5, read(classifier).training().optimizer().learningRate());
    assertEquals("{adam={learning_rate=0.5}}", optimizer(read(classifier)));
    assertEquals("label", read(classifier).data().format().toMap().get("label"));
  }

  private static String optimizer(RunConfig config) {
    return String.valueOf(((java.util.Map<?, ?>) config.source().get("training")).get("optimizer"));
  }

  @Test
  void theLogOddsOfTwoClassesAreOneOutput() {
    RunConfig config =
        read(
            new KindlingClassifier()
                .setSettings("network.input=3", "training.loss=binary_cross_entropy")
                .setHiddenLayers(4)
                .setActivation("tanh"));
    assertEquals(1, config.network().outputs());
    assertEquals("tanh", config.network().layers().get(0).options().get("activation"));
  }

  @Test
  void whatIsNotLegalIsRefusedByKeyAndParam() {
    assertEquals(
        "configuration (batchSize 0): training.batch_size is 0 but must be a whole number from 1 to"
            + " 2147483647",
        message(new KindlingClassifier().setConfiguration(YAML).setBatchSize(0)));
    assertEquals(
        "configuration (--set training.epoch=3): unknown key training.epoch; did you mean epochs?",
        message(new KindlingClassifier().setConfiguration(YAML).setSettings("training.epoch=3"))
            .replaceFirst(" \\(legal here.*", ""));
    assertEquals(
        "k: set hiddenLayers, or a configuration with network.layers",
        message(new KindlingClassifier("k").setSettings("network.input=2")));
    assertEquals(
        "configuration: data.columns must be left out: the vectors of fit are numbers already",
        message(
            new KindlingClassifier()
                .setConfiguration(YAML)
                .setSettings(
                    "data.label=kind",
                    "data.columns={x: standardize, y: standardize, z: standardize}")));
    assertEquals(
        "configuration: data.bad_rows must be fail or skip: fit has no folder to keep them in",
        message(
            new KindlingClassifier()
                .setConfiguration(YAML)
                .setSettings("data.bad_rows=quarantine")));
    assertEquals(
        "configuration: data.columns must be left out: the vectors of fit are numbers already",
        message(
            new KindlingClassifier()
                .setConfiguration(YAML)
                .setSettings("data.label=kind", "data.columns={a: none}", "network.input=1")));
  }

  @Test
  void aParamIsNotSetToNull() {
    KindlingClassifier classifier = new KindlingClassifier("k");
    assertNoParam("weightCol", () -> classifier.setWeightCol(null));
    assertNoParam("configuration", () -> classifier.setConfiguration((String) null));
    assertNoParam("configuration", () -> classifier.setConfiguration((Path) null));
    assertNoParam("settings", () -> classifier.setSettings((String[]) null));
    assertNoParam("settings", () -> classifier.setSettings("training.epochs=3", null));
    assertNoParam("hiddenLayers", () -> classifier.setHiddenLayers((int[]) null));
    assertNoParam("activation", () -> classifier.setActivation(null));
    assertFalse(classifier.isSet(classifier.weightCol()));
  }

  private static void assertNoParam(String name, Executable setting) {
    assertEquals(
        "k: " + name + " is null, which is no value; clear unsets a Param",
        assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
