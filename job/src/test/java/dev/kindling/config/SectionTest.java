package dev.kindling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
  private enum Loss {
    SOFTMAX_CROSS_ENTROPY,
    MEAN_SQUARED_ERROR
  }

  private static Section training(String line) {
    return Section.parse("conf/x.yaml", "training:\n  " + line + "\n").section("training");
  }

  private static void assertFails(String message, Executable reading) {
    assertEquals(message, assertThrows(ConfigException.class, reading).getMessage());
  }

  @Test
  void aWholeConfigurationIsRead() {
    Section root =
        Section.parse(
            "conf/x.yaml",
            """
            data: {train: digits, label: 64, validation: 0.2}
            network:
              input: [1, 8, 8]
              layers:
                - dense: {units: 25}
                - flatten
            training:
              loss: softmax_cross_entropy
              optimizer: {sgd: {learning_rate: 1e-1}}
              seed: 9223372036854775807
              resume: true
            """);
    Section data = root.section("data");
    assertEquals("digits", data.string("train"));
    assertEquals("64", data.string("label"));
    assertTrue(data.isNumber("validation"));
    assertEquals(0.2, data.fraction("validation"));
    Section network = root.section("network");
    assertEquals(List.of(1, 8, 8), network.integers("input", 1, 100));
    List<Section.Tagged> layers = network.tagged("layers", List.of("dense", "flatten"));
    assertEquals("dense", layers.get(0).kind());
    assertEquals(25, layers.get(0).options().integer("units", 1, 100));
    assertEquals("flatten", layers.get(1).kind());
    Section training = root.section("training");
    assertEquals(Loss.SOFTMAX_CROSS_ENTROPY, training.choice("loss", Loss.class));
    Section.Tagged optimizer = training.taggedOne("optimizer", List.of("sgd"));
    assertEquals("sgd", optimizer.kind());
    assertEquals(0.1, optimizer.options().positive("learning_rate"));
    assertEquals(Long.MAX_VALUE, training.longInteger("seed", 1, 0, Long.MAX_VALUE));
    assertTrue(training.bool("resume", false));
    root.done();
  }

  @Test
  void anAbsentKeyTakesItsDefault() {
    Section empty = Section.of("conf/x.yaml", Map.of());
    assertEquals("csv", empty.string("format", "csv"));
    assertEquals(64, empty.integer("batch_size", 64, 1, 1000));
    assertEquals(1L, empty.longInteger("seed", 1, 0, 10));
    assertEquals(0.5, empty.number("rate", 0.5, 0, 1));
    assertEquals(0.1, empty.positive("learning_rate", 0.1));
    assertEquals(0.9, empty.fraction("momentum", 0.9));
    assertTrue(empty.bool("shuffle", true));
    assertEquals(
        Loss.MEAN_SQUARED_ERROR, empty.choice("loss", Loss.MEAN_SQUARED_ERROR, Loss.class));
    assertEquals("sgd", empty.taggedOne("optimizer", "sgd", List.of("sgd")).kind());
    assertEquals(7, empty.sectionOrEmpty("checkpoint").integer("keep", 7, 1, 10));
    assertFalse(empty.has("output"));
  }

  @Test
  void anErrorBelowAnAbsentSectionStillNamesTheFullKey() {
    Section empty = Section.of("conf/x.yaml", Map.of());
    assertFails(
        "conf/x.yaml: checkpoint.keep is missing (must be text)",
        () -> empty.sectionOrEmpty("checkpoint").string("keep"));
  }

  @Test
  void aSectionWithNothingInItHasNoKeys() {
    Section root = Section.parse("conf/x.yaml", "training:\n  # all defaults\n");
    assertEquals(3, root.section("training").integer("epochs", 3, 0, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "many, '\"many\"'",
    "'\"64\"', '\"64\"'",
    "0, 0",
    "2147483648, 2147483648",
    "99999999999999999999, 99999999999999999999",
    "1.5, 1.5",
    ".inf, Infinity",
    "true, true",
    "1_000, '\"1_000\"'",
    "'', empty",
    "'[1, [2]]', '[1, [2]]'",
    "'{a: b}', '{a: \"b\"}'",
  })
  void aWholeNumberIsCheckedForTypeAndRange(String yaml, String shown) {
    Section training = training("batch_size: " + yaml);
    assertFails(
        "conf/x.yaml: training.batch_size is "
            + shown
            + " but must be a whole number from 1 to 2147483647",
        () -> training.integer("batch_size", 64, 1, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000", "+1000", "1e3", "1000.0", "0x3e8"})
  void aWholeNumberMayBeWrittenInAnyWay(String yaml) {
    assertEquals(1000, training("batch_size: " + yaml).integer("batch_size", 1, 1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-3", "1E-3", "1.0e-3", "0.001", ".001", "+1e-3"})
  void aNumberMayBeWrittenInAnyWay(String yaml) {
    assertEquals(0.001, training("rate: " + yaml).number("rate", 0, 1));
  }

  @ParameterizedTest
  @CsvSource({".nan, NaN", "-.inf, -Infinity", "1e999, Infinity", "x, '\"x\"'", "no, '\"no\"'"})
  void aNumberIsFinite(String yaml, String shown) {
    Section training = training("rate: " + yaml);
    assertFails(
        "conf/x.yaml: training.rate is " + shown + " but must be a finite number",
        () -> training.number("rate", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  @Test
  void aNumberOutOfRangeNamesTheRange() {
    Section training = training("rate: -2");
    String start = "conf/x.yaml: training.rate is -2 but must be a number ";
    assertFails(start + "from 0 to 0.5", () -> training.number("rate", 0.1, 0, 0.5));
    assertFails(start + "of at least 0", () -> training.number("rate", 0, Double.MAX_VALUE));
    assertFails(start + "of at most -3", () -> training.number("rate", -Double.MAX_VALUE, -3));
    assertFails(start + "above 0", () -> training.positive("rate"));
    assertFails(start + "of at least 0 and below 1", () -> training.fraction("rate"));
  }

  @Test
  void theExclusiveBoundsAreExclusive() {
    assertThrows(ConfigException.class, () -> training("rate: 0").positive("rate"));
    assertThrows(ConfigException.class, () -> training("rate: 1").fraction("rate"));
    assertEquals(0, training("rate: 0").fraction("rate"));
  }

  @Test
  void textMayBeAnyScalarAndNothingElse() {
    assertEquals("2024", training("name: 2024").string("name"));
    assertEquals("true", training("name: true").string("name"));
    assertEquals("no", training("name: no").string("name"));
    Section training = training("name: [a]");
    assertFails(
        "conf/x.yaml: training.name is [\"a\"] but must be text",
        () -> training.string("name", "b"));
  }

  @Test
  void aMissingKeySaysWhatItMustBe() {
    Section training = training("epochs: 1");
    assertFails(
        "conf/x.yaml: training.train is missing (must be text)", () -> training.string("train"));
    assertFails(
        "conf/x.yaml: training.size is missing (must be a whole number from 1 to 5)",
        () -> training.integer("size", 1, 5));
    assertFails(
        "conf/x.yaml: training.data is missing (must be a map (key: value))",
        () -> training.section("data"));
    assertFails(
        "conf/x.yaml: training.loss is missing"
            + " (must be one of softmax_cross_entropy, mean_squared_error)",
        () -> training.choice("loss", Loss.class));
  }

  @Test
  void aMissingKeyPointsAtItsMisspelling() {
    Section training = training("batch_szie: 5");
    assertFails(
        "conf/x.yaml: training.batch_size is missing (must be a whole number from 1 to 9);"
            + " is training.batch_szie a misspelling of it?",
        () -> training.integer("batch_size", 1, 9));
  }

  @Test
  void aMissingKeyIsNotBlamedOnAKeyAlreadyRead() {
    Section training = training("rate: 5");
    training.positive("rate");
    assertFails(
        "conf/x.yaml: training.rates is missing (must be a number above 0)",
        () -> training.positive("rates"));
  }

  @Test
  void aChoiceListsTheLegalNamesAndTheNearest() {
    Section near = training("loss: softmax_crossentropy");
    assertFails(
        "conf/x.yaml: training.loss is \"softmax_crossentropy\" but must be one of"
            + " softmax_cross_entropy, mean_squared_error; did you mean softmax_cross_entropy?",
        () -> near.choice("loss", Loss.MEAN_SQUARED_ERROR, Loss.class));
    Section far = training("loss: 5");
    assertFails(
        "conf/x.yaml: training.loss is 5 but must be one of"
            + " softmax_cross_entropy, mean_squared_error",
        () -> far.choice("loss", Loss.class));
  }

  @Test
  void trueAndFalseAreTheOnlyBooleans() {
    assertFalse(training("shuffle: false").bool("shuffle", true));
    Section training = training("shuffle: no");
    assertFails(
        "conf/x.yaml: training.shuffle is \"no\" but must be true or false",
        () -> training.bool("shuffle", true));
  }

  @Test
  void oneValueCountsAsAListOfOne() {
    assertEquals(List.of(64), training("input: 64").integers("input", 1, 100));
    assertEquals(List.of(0.5), training("mean: 0.5").numbers("mean"));
    assertEquals(List.of("cat"), training("classes: cat").strings("classes"));
    assertEquals(List.of("cat", "7"), training("classes: [cat, 7]").strings("classes"));
  }

  @Test
  void anErrorInAListNamesTheItem() {
    Section training = training("input: [1, 0.5]");
    assertFails(
        "conf/x.yaml: training.input[1] is 0.5 but must be a whole number from 1 to 9",
        () -> training.integers("input", 1, 9));
    assertFails(
        "conf/x.yaml: training.sizes is missing (must be a whole number from 1 to 9"
            + " or a list of them)",
        () -> training.integers("sizes", 1, 9));
  }

  @Test
  void aReaderAddsItsOwnErrors() {
    Section training = training("batch_size: 7");
    assertEquals(
        "conf/x.yaml: training.batch_size is 7 but must be even",
        training.error("batch_size", "must be even").getMessage());
    assertEquals(
        "conf/x.yaml: training.partitions must be 1 here",
        training.error("partitions", "must be 1 here").getMessage());
    assertEquals("conf/x.yaml: training needs a loss", training.error("needs a loss").getMessage());
  }

  @Test
  void aLongValueIsCut() {
    Section training = training("name: [" + "abcdefgh, ".repeat(20) + "z]");
    String message =
        assertThrows(ConfigException.class, () -> training.string("name")).getMessage();
    assertTrue(message.endsWith("\"abcdefgh\", \"abc... but must be text"), message);
  }

  @Test
  void aJsonMapIsReadTheSameWay() {
    Section model =
        Section.of("model.json", Map.of("mean", List.of(1, 2.5f), "format", "kindling"));
    assertEquals(List.of(1.0, 2.5), model.numbers("mean"));
    assertFails(
        "model.json: format is \"kindling\" but must be a whole number from 1 to 1",
        () -> model.integer("format", 1, 1));
  }

  @Test
  void theMapOfASectionIsThatOfTheFile() {
    Section root = Section.parse("conf/x.yaml", "b: {x: [1, 2.5, no]}\na: null");
    assertEquals("{b={x=[1, 2.5, no]}, a=null}", root.asMap().toString());
    assertThrows(UnsupportedOperationException.class, () -> root.asMap().put("c", 1));
  }
}
