package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
  private static final String YAML =
      "network: {layers: [{dense: {units: 25}}, flatten]}\ntraining: {epochs: 1, optimizer: sgd}";

  private static Section root() {
    return Section.parse("conf/x.yaml", YAML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epochs=64 | {epochs=64, optimizer=sgd}",
        "training.loss=sum | {epochs=1, optimizer=sgd, loss=sum}",
        "training.rate = 1e-3 | {epochs=1, optimizer=sgd, rate=0.001}",
        "training.expr=a=b | {epochs=1, optimizer=sgd, expr=a=b}",
        "training.checkpoint.keep=3 | {epochs=1, optimizer=sgd, checkpoint={keep=3}}",
        "training.optimizer={adam: {rate: 1}} | {epochs=1, optimizer={adam={rate=1}}}",
        "training.optimizer.sgd.rate=1 | {epochs=1, optimizer={sgd={rate=1}}}",
        "training.optimizer= | {epochs=1, optimizer=null}",
        "training=5 | 5",
      })
  void aValueIsReplacedOrAdded(String assignment, String expected) {
    assertEquals(expected, root().with(assignment).asMap().get("training").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network.layers[0].dense.units=50 | [{dense={units=50}}, flatten]",
        "network.layers.0.dense.units=50 | [{dense={units=50}}, flatten]",
        "network.layers[1]=softmax | [{dense={units=25}}, softmax]",
      })
  void aListIsIndexed(String assignment, String expected) {
    assertEquals(
        expected, root().with(assignment).section("network").asMap().get("layers").toString());
  }

  @Test
  void theOriginalStaysAsItWas() {
    Section root = root();
    root.with("network.layers[0].dense.units=50").with("training.epochs=9");
    assertEquals(root().asMap(), root.asMap());
  }

  @Test
  void assignmentsAddUpAndTheLastOneWins() {
    Section root = root().with("training.epochs=2").with("training.seed=3").with("training.seed=4");
    assertEquals(2, root.section("training").integer("epochs", 0, 9));
    assertEquals(4, root.section("training").integer("seed", 0, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "training.epochs", "=5", "a..b=5", "a[x]=5", "a.=5", "[0]=5", "a[=5"})
  void anAssignmentHasAKeyAndAValue(String text) {
    assertFails(
        "--set " + text + " must be key=value with a dotted key, such as training.epochs=5", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epochs.x=1 | training.epochs is 1 but must be a map (key: value)",
        "network.layers[2]=1 | network.layers has 2 items and no item 2, counting from 0",
        "network.layers.dense.units=1"
            + "| network.layers has 2 items and no item dense, counting from 0",
        "network.layers=[1, | not valid YAML at line 1, column 4: expected the node content, but"
            + " found '<stream end>'",
      })
  void anAssignmentThatDoesNotFitIsRefused(String assignment, String problem) {
    assertFails("conf/x.yaml (--set " + assignment + "): " + problem, assignment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"password=abc12", "secret={key: abc12}", "a.Token=[abc12"})
  void aSecretIsNotShown(String assignment) {
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> Section.parse("x.yaml", "{}").with(assignment).done());
    assertFalse(refused.getMessage().contains("abc12"), refused::getMessage);
    String shown = "--set " + assignment.substring(0, assignment.indexOf('=')) + "=...";
    assertTrue(refused.getMessage().contains(shown), refused::getMessage);
  }

  @Test
  void anErrorInAnAssignedValueNamesTheAssignment() {
    Section root = root().with("network.layers.0.dense.units=0").with("training.epochz=3");
    Section options =
        root.section("network").tagged("layers", List.of("dense", "flatten")).get(0).options();
    ConfigException units =
        assertThrows(ConfigException.class, () -> options.integer("units", 1, 9));
    assertEquals(
        "conf/x.yaml (--set network.layers.0.dense.units=0): network.layers[0].dense.units is 0"
            + " but must be a whole number from 1 to 9",
        units.getMessage());
    Section training = root.section("training");
    training.integer("epochs", 0, 9);
    training.taggedOne("optimizer", List.of("sgd", "adam"));
    assertEquals(
        "conf/x.yaml (--set training.epochz=3): unknown key training.epochz; did you mean epochs?"
            + " (legal here: epochs, optimizer)",
        assertThrows(ConfigException.class, training::done).getMessage());
    assertEquals(
        "conf/x.yaml: training.epochs is 1 but must be even",
        training.error("epochs", "must be even").getMessage());
  }

  @Test
  void anotherOptionSetsAValueAsItIs() {
    Section root = root().with("--data *.csv", "data.train", "*.csv");
    assertEquals("*.csv", root.section("data").string("train"));
    assertEquals(
        "conf/x.yaml (--data *.csv): data.train is \"*.csv\" but must be true or false",
        assertThrows(ConfigException.class, () -> root.section("data").bool("train", true))
            .getMessage());
  }

  private static void assertFails(String message, String assignment) {
    assertEquals(
        message, assertThrows(ConfigException.class, () -> root().with(assignment)).getMessage());
  }

  @Test
  void aWholeAfterItsPartWouldUndoIt() {
    Section part = Section.parse("a.yaml", "{a: {b: {c: 1}}, d: [{e: 1}]}").with("a.b.c=2");
    assertEquals(
        "--set a.b={} would undo --set a.b.c=2: set the whole first, then its parts",
        assertThrows(ConfigException.class, () -> part.with("a.b={}")).getMessage());
    part.with("a.b.c=3"); // the last one counts, as in most programs
    part.with("a.bb=3");
    Section item = part.with("d[0].e=2");
    assertThrows(ConfigException.class, () -> item.with("d=[]"));
    part.with("d=[]").with("a.b.d=1");
  }
}
