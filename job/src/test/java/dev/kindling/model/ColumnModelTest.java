package dev.kindling.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.Preparations;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Loss;
import dev.kindling.nn.NetworkConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of the columns of a table: its file, and its predictions. */
class ColumnModelTest {
  private static final String VERSION = "\"format_version\" : ";
  private static final ColumnPreparation PREPARATION = Preparations.columns();

  private static Model model() {
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
    KindlingModel predictor = new KindlingModel(model());
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
    row.put("age", null);
    assertArrayEquals(
        predictor.predict(new double[] {Double.NaN, 99, 1, 3}), predictor.predict(row));
    row.put("zip", "");
    assertEquals(
        "column zip is empty but must be a text (data.columns.zip may say missing: category)",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(row)).getMessage());
    row.remove("age");
    row.put("Age", "50");
    assertEquals(
        "the row has no column \"age\", only [Age, city, income, other, zip]; one without a value is null or empty",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(row)).getMessage());
  }

  @Test
  void aRowThatIsNullIsRefused() {
    KindlingModel predictor = new KindlingModel(model());
    assertEquals(
        "the row is null but the model has 4 columns",
        assertThrows(
                IllegalArgumentException.class, () -> predictor.predict((Map<String, String>) null))
            .getMessage());
    assertEquals(
        "the row is null but the model has 4 columns",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict((String[]) null))
            .getMessage());
  }

  @Test
  void aPredictorOfNumbersHasNoColumns() {
    KindlingModel predictor = new KindlingModel(Models.model(Precision.FLOAT));
    assertEquals(List.of(), predictor.columns());
    assertEquals(
        "the model has no columns with names: it takes numbers",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(Map.of("age", "1")))
            .getMessage());
  }

  /** Raw numbers of which a table's rows are refused when they are read. */
  @Test
  void aRawNumberThatGivesNoInputIsNamedByItsColumn() {
    KindlingModel predictor = new KindlingModel(model());
    double[] raw = new double[predictor.features()];
    raw[0] = Double.POSITIVE_INFINITY;
    assertEquals(
        "row 0 gives Infinity for feature age but must give a finite number (in float)",
        assertThrows(IllegalArgumentException.class, () -> predictor.predict(raw)).getMessage());
  }
}
