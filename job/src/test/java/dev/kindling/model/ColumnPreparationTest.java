package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.Column.Kind;
import dev.kindling.model.Column.Missing;
import dev.kindling.model.FittedColumn.Categorical;
import dev.kindling.model.FittedColumn.Numeric;
import dev.kindling.nn.Loss;
import dev.kindling.nn.NetworkConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnPreparationTest {
  private static final String VERSION = "\"format_version\" : ";

  private static final ColumnPreparation PREPARATION =
      new ColumnPreparation(
          List.of(
              new Numeric(new Column("age", Kind.STANDARDIZE, 1, Missing.MEDIAN), 40, 0.1, 35),
              new Numeric(new Column("income", Kind.LOG, 1, Missing.CATEGORY), 2, 0.5, 2),
              new Categorical(
                  new Column("city", Kind.ONE_HOT, 3, Missing.CATEGORY), List.of("Köln", "Rome")),
              new Categorical(new Column("zip", Kind.HASHED, 4, Missing.FAIL), List.of())));

  private static double[] inputs(String... cells) throws CellException {
    double[] raw = new double[cells.length];
    for (int c = 0; c < cells.length; c++) {
      raw[c] = PREPARATION.encoder().encode(c, cells[c]);
    }
    Matrix into = Precision.DOUBLE.zeros(2, PREPARATION.inputs());
    into.fill(7);
    PREPARATION.apply(raw, 0, into, 1);
    double[] inputs = new double[PREPARATION.inputs()];
    Arrays.setAll(inputs, j -> into.get(inputs.length + j));
    return inputs;
  }

  @Test
  void eachColumnHasItsInputsInTurn() throws CellException {
    double log = (StrictMath.log1p(99) - 2) * 0.5;
    // CRC-32C of 123456789 is e3069283 (RFC 3720, B.4), modulo 4 that is 3.
    assertArrayEquals(
        new double[] {1, log, 0, 0, 1, 0, 0, 0, 0, 0, 1},
        inputs("50", " 99 ", "Rome", "123456789"));
  }

  @Test
  void anUnseenCategoryIsZeroInAllInputs() throws CellException {
    assertArrayEquals(
        new double[] {0, 0, 0, 0}, Arrays.copyOfRange(inputs("40", "0", "rome", "1"), 3, 7));
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "NA", "null", "NULL", "NaN", "nan", "N/A", "?"})
  void aMissingCellIsFilledOrSaysSo(String nothing) throws CellException {
    double[] inputs = inputs(nothing, nothing, nothing, "x");
    assertArrayEquals(new double[] {-0.5, 0, 1, 0, 0, 0, 1}, Arrays.copyOfRange(inputs, 0, 7));
    assertArrayEquals(inputs, inputs(null, null, null, "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | x | NOT_A_NUMBER | is \"x\" but must be a number",
        "0 | 1e99 | NOT_FINITE | is 1e99 but must be a finite number (in float)",
        "1 | -0.5 | NEGATIVE | is -0.5 but must be at least 0 for its logarithm"
            + " (data.columns.income)",
        "3 | NA | EMPTY | is \"NA\" but must be a text (data.columns.zip may say missing:"
            + " category)",
        "3 | '' | EMPTY | is empty but must be a text (data.columns.zip may say missing: category)",
      })
  void aCellThatItsColumnCannotHoldIsRefused(
      int column, String cell, CellException.Fault fault, String message) {
    CellException e =
        assertThrows(CellException.class, () -> PREPARATION.encoder().encode(column, cell));
    assertEquals(fault, e.fault());
    assertEquals(message, e.getMessage());
  }

  @Test
  void inputsHaveNames() {
    assertEquals(
        "[age, income, income missing, city=Köln, city=Rome, city (unused), city missing,"
            + " zip bucket 0, zip bucket 1, zip bucket 2, zip bucket 3]",
        IntStream.range(0, 11).mapToObj(PREPARATION::inputName).toList().toString());
  }

  static Model model() {
    Section network = Section.parse("x", "{input: 11, layers: [dense: {units: 2}]}");
    Matrix parameters = Precision.FLOAT.vector(24);
    for (int i = 0; i < 24; i++) {
      parameters.set(i, (i % 5 - 2) / 4.0);
    }
    return new Model(
        NetworkConfig.read(network, Loss.SOFTMAX_CROSS_ENTROPY),
        parameters,
        PREPARATION,
        List.of("no", "yes"),
        Map.of("format", "csv"),
        Map.of());
  }

  @Test
  void aModelKeepsItAsFormatVersion2(@TempDir Path temp) throws IOException {
    FileSystem fs = FileSystem.getLocal(new Configuration(false));
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(temp + "/model");
    ModelFolder.write(fs, folder, model());
    assertEquals(PREPARATION, ModelFolder.read(fs, folder).features());
    assertTrue(Files.readString(temp.resolve("model/model.json")).contains(VERSION + 2));
    byte[] other = ModelJson.of(Models.model(Precision.FLOAT)).write();
    assertTrue(new String(other, StandardCharsets.UTF_8).contains(VERSION + 1));
  }

  private static String json() throws IOException {
    return new String(ModelJson.of(model()).write(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"scale\" : 0.1 | \"scale\" : 0 | model.json: features makes no preparation: column age"
            + " has the scale 0, which makes every value the same",
        "\"Köln\", \"Rome\" | \"Rome\", \"Rome\" | model.json: features makes no preparation:"
            + " column city has a category twice",
        "\"inputs\" : 3 | \"inputs\" : 1 | model.json: features makes no preparation: column city"
            + " has 2 categories but 1 inputs for them",
        "\"name\" : \"zip\" | \"name\" : \"age\" | model.json: features makes no preparation: there"
            + " are two columns age",
        "\"log\" | \"cube\" | model.json: features.columns[1].kind is \"cube\" but must be one of"
            + " none, standardize, minmax, log, one_hot, hashed",
        "\"format_version\" : 2 | \"format_version\" : 3 | model.json: has format"
            + " version 3, this Kindling reads up to 2: use a newer Kindling",
      })
  void aModelFileThatHoldsNoneIsRefused(String text, String instead, String message)
      throws IOException {
    String json = json();
    String broken = json.replace(text, instead);
    assertNotEquals(json, broken);
    assertEquals(
        message,
        assertThrows(
                ModelException.class,
                () ->
                    ModelJson.read(
                        new ByteArrayInputStream(broken.getBytes(StandardCharsets.UTF_8)),
                        "model.json"))
            .getMessage());
  }

  @Test
  void aPredictorTakesCellsByName() {
    Predictor predictor = new Predictor(model());
    assertEquals(List.of("age", "income", "city", "zip"), predictor.columns());
    float[] expected = predictor.predict(new double[] {50, 99, 1, 3});
    assertArrayEquals(expected, predictor.predict(new String[] {"50", "99", "Rome", "123456789"}));
    Map<String, String> row = new HashMap<>();
    row.put("zip", "123456789");
    row.put("city", "Rome");
    row.put("other", "?");
    row.put("income", "99");
    row.put("age", "50");
    assertArrayEquals(expected, predictor.predict(row));
    row.remove("age");
    assertArrayEquals(
        predictor.predict(new double[] {Double.NaN, 99, 1, 3}), predictor.predict(row));
    row.remove("zip");
    assertEquals(
        "column zip is empty but must be a text (data.columns.zip may say missing: category)",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(row)).getMessage());
  }

  @Test
  void aPredictorOfNumbersHasNoColumns() {
    Predictor predictor = new Predictor(Models.model(Precision.FLOAT));
    assertEquals(List.of(), predictor.columns());
    assertEquals(
        "the model has no columns with names: it takes numbers",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(Map.of("age", "1")))
            .getMessage());
  }
}
