package dev.kindling.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kindling.config.Section;
import dev.kindling.features.Cells;
import dev.kindling.features.Column;
import dev.kindling.features.Column.Kind;
import dev.kindling.features.Column.Missing;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FittedColumn;
import dev.kindling.features.FittedColumn.Categorical;
import dev.kindling.features.FittedColumn.Numeric;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.model.KindlingModel;
import dev.kindling.model.Model;
import dev.kindling.model.ModelException;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ONNX Runtime makes of an exported model of a table, beside what {@link KindlingModel} does.
 */
class ColumnExportTest {
  private static final double TOLERANCE = 1e-5;

  private static Numeric number(String name, Kind kind, Missing missing, double... fitted) {
    return new Numeric(new Column(name, kind, 1, missing), fitted[0], fitted[1], fitted[2]);
  }

  private static Categorical oneHot(String name, int size, Missing missing, String... categories) {
    return new Categorical(new Column(name, Kind.ONE_HOT, size, missing), List.of(categories));
  }

  private static Categorical hashed(String name, int buckets, Missing missing) {
    return new Categorical(new Column(name, Kind.HASHED, buckets, missing), List.of());
  }

  private static final Numeric AGE = number("age", Kind.STANDARDIZE, Missing.MEDIAN, 43.3, 0.06, 9);
  private static final Numeric INCOME =
      number("income", Kind.LOG, Missing.CATEGORY, 10.03, 1.6, 9.7);
  private static final Numeric TENURE = number("tenure", Kind.MINMAX, Missing.MEAN, 1, 0.0084, 44);
  private static final Numeric CALLS = number("calls", Kind.NONE, Missing.FAIL, 0, 1, 0);
  private static final Numeric SATISFACTION =
      number("satisfaction", Kind.STANDARDIZE, Missing.CATEGORY, 6.5, 0.5, 6.5);
  private static final Categorical CITY =
      oneHot("city", 9, Missing.CATEGORY, "Leeds", "York", "Hull", "Köln", "Halifax", "Wakefield");
  private static final Categorical PLAN = oneHot("plan", 3, Missing.FAIL, "basic", "pro", "plus");

  /** The columns of the bundled customers, numbers and categories in turn. */
  private static final ColumnPreparation CUSTOMERS =
      new ColumnPreparation(List.of(INCOME, CITY, AGE, SATISFACTION, PLAN, CALLS, TENURE));

  private static final String LAYERS = "dense: {units: 9, activation: relu}";

  private static Model model(ColumnPreparation columns, String layers, Loss loss) {
    Section section = Section.parse("x.yaml", "{input: " + columns.inputs() + ", " + layers);
    return model(columns, NetworkConfig.read(section, loss));
  }

  /** Classes of one dense layer and a last one. */
  private static Model model(FittedColumn... columns) {
    return model(
        new ColumnPreparation(List.of(columns)),
        "layers: [" + LAYERS + ", dense: {units: 2}]}",
        Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private static Model model(ColumnPreparation columns, Network network) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix parameters = network.initialize(Precision.FLOAT, 1);
    for (int i = 0; i < parameters.size(); i++) {
      parameters.set(i, parameters.get(i) + random.nextDouble(0, 0.3));
    }
    List<String> classes =
        IntStream.range(0, network.classes()).mapToObj(k -> "class " + k).toList();
    return new Model(network, parameters, columns, classes, Map.of(), Map.of());
  }

  private static List<Map<String, String>> customers() throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    try (InputStream file =
            KindlingModel.class.getResourceAsStream("/dev/kindling/data/customers.csv.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      String[] names = lines.readLine().split(",");
      for (String line : (Iterable<String>) lines.lines()::iterator) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new HashMap<>();
        for (int c = 0; c < names.length; c++) {
          row.put(names[c], cells[c]);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Rows of one column. */
  private static List<Map<String, String>> rows(String column, String... cells) {
    return List.of(cells).stream().map(cell -> Map.of(column, cell)).toList();
  }

  /** Probabilities, and numbers or classes, of rows. */
  private record Scores(float[][] probabilities, double[] predictions) {}

  private static Scores ofRuntime(Model model, List<Map<String, String>> rows) throws OrtException {
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession session = runtime.createSession(OnnxExport.of(model).toByteArray())) {
      for (String name : session.getInputNames()) {
        String[] cells = rows.stream().map(row -> row.get(name)).toArray(String[]::new);
        inputs.put(name, tensor(runtime, type(session, name), cells));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        Object prediction = result.get("prediction").get().getValue();
        if (prediction instanceof float[] numbers) {
          return new Scores(
              new float[rows.size()][0],
              IntStream.range(0, rows.size()).mapToDouble(row -> numbers[row]).toArray());
        }
        return new Scores(
            (float[][]) result.get("probabilities").get().getValue(),
            IntStream.range(0, rows.size())
                .mapToDouble(row -> ((long[]) prediction)[row])
                .toArray());
      }
    }
  }

  private static OnnxJavaType type(OrtSession session, String input) throws OrtException {
    return ((TensorInfo) session.getInputInfo().get(input).getInfo()).type;
  }

  private static OnnxTensor tensor(OrtEnvironment runtime, OnnxJavaType type, String[] cells)
      throws OrtException {
    long[] shape = {cells.length, 1};
    if (type == OnnxJavaType.STRING) {
      return OnnxTensor.createTensor(runtime, cells, shape);
    }
    if (type == OnnxJavaType.INT64) {
      long[] checksums = Stream.of(cells).mapToLong(ColumnExportTest::checksum).toArray();
      return OnnxTensor.createTensor(runtime, LongBuffer.wrap(checksums), shape);
    }
    double[] numbers = new double[cells.length];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = Cells.isMissing(cells[row]) ? Double.NaN : Double.parseDouble(cells[row]);
    }
    if (type == OnnxJavaType.DOUBLE) {
      return OnnxTensor.createTensor(runtime, DoubleBuffer.wrap(numbers), shape);
    }
    assertEquals(OnnxJavaType.FLOAT, type);
    FloatBuffer floats = FloatBuffer.allocate(numbers.length);
    for (double number : numbers) {
      floats.put((float) number);
    }
    return OnnxTensor.createTensor(runtime, floats.flip(), shape);
  }

  private static long checksum(String cell) {
    if (Cells.isMissing(cell)) {
      return -1;
    }
    CRC32C crc = new CRC32C();
    crc.update(cell.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static void assertSame(Model model, List<Map<String, String>> rows) throws OrtException {
    Scores scores = ofRuntime(model, rows);
    KindlingModel predictor = new KindlingModel(model);
    for (int row = 0; row < rows.size(); row++) {
      float[] expected = predictor.predict(rows.get(row));
      String message = rows.get(row).toString();
      if (model.classes().isEmpty()) {
        assertEquals(expected[0], scores.predictions[row], TOLERANCE, message);
      } else {
        assertArrayEquals(expected, scores.probabilities[row], (float) TOLERANCE, message);
        assertEquals(expected[0] >= expected[1] ? 0 : 1, scores.predictions[row], message);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void realRowsGetTheSameOfAllColumnsInTheirOrder(Loss loss) throws Exception {
    int outputs = loss == Loss.SOFTMAX_CROSS_ENTROPY ? 2 : 1;
    String layers = "layers: [" + LAYERS + ", dense: {units: " + outputs + "}]}";
    List<Map<String, String>> rows = customers();
    assertTrue(rows.stream().anyMatch(row -> row.get("city").isEmpty()));
    assertTrue(rows.stream().anyMatch(row -> row.get("income").equals("NA")));
    assertTrue(rows.stream().anyMatch(row -> row.get("city").equals("Bradford"))); // none of CITY
    assertSame(model(CUSTOMERS, layers, loss), rows);
  }

  private static List<Numeric> numbers() {
    List<Numeric> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Missing missing : Missing.values()) {
        if (kind.isNumber()) {
          all.add(number("x", kind, missing, 1.7, 0.6, 2.3));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersAreWhatTheirColumnMakesOfThem(Numeric column) throws OrtException {
    List<Map<String, String>> rows = new ArrayList<>(rows("x", "0", "0.3", "7", "1e-7", "12e3"));
    if (column.column().kind() != Kind.LOG) {
      rows.addAll(rows("x", "-0.5", "-3e4"));
    }
    if (column.column().missing() != Missing.FAIL) {
      rows.addAll(rows("x", "", "?", "NaN"));
    }
    assertSame(model(column), rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5}) // categories that have inputs; inputs
  void textsAreTheirCategoryOrNone(int inputs) throws OrtException {
    List<Map<String, String>> rows = rows("x", "a", "Köln", "A", "koln", "unseen");
    assertSame(model(oneHot("x", inputs, Missing.FAIL, "Köln", "a")), rows);
    List<Map<String, String>> withMissing = new ArrayList<>(rows);
    withMissing.addAll(rows("x", "", "?", "NA", "N/A", "na", "n/a", "NaN", "nan", "NULL", "null"));
    assertSame(model(oneHot("x", inputs, Missing.CATEGORY, "Köln", "a")), withMissing);
  }

  @Test
  void whatMeansMissingIsNoCategory() throws OrtException {
    assertSame(model(oneHot("x", 3, Missing.CATEGORY, "a", "NA")), rows("x", "a", "NA", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1_000}) // buckets
  void hashedTextsAreInTheBucketOfTheirChecksum(int buckets) throws Exception {
    List<Map<String, String>> rows = customers();
    assertSame(model(AGE, hashed("postcode", buckets, Missing.CATEGORY), CITY), rows);
    assertSame(
        model(hashed("x", buckets, Missing.FAIL)),
        rows("x", "Köln", "a", "A", "\ud83d\udd25", "0"));
    assertSame(model(hashed("x", buckets, Missing.CATEGORY)), rows("x", "", "NA", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[layer_norm, dense: {units: 2}]", // of newer operators
        "[dense: {units: 4, activation: sigmoid}, dropout: {rate: 0.1}, dense: {units: 2}]"
      })
  void itGoesTogetherWithEveryVersionOfTheOperators(String layers) throws Exception {
    for (Loss loss : List.of(Loss.SOFTMAX_CROSS_ENTROPY, Loss.MEAN_SQUARED_ERROR)) {
      String fitting = loss == Loss.MEAN_SQUARED_ERROR ? layers.replace("2}]", "1}]") : layers;
      assertSame(model(CUSTOMERS, "layers: " + fitting + "}", loss), customers());
    }
  }

  @Test
  void columnsCanBeThePixelsOfAnImage() throws Exception {
    ColumnPreparation columns = new ColumnPreparation(List.of(CITY, AGE, TENURE)); // 10 + 1 + 1
    String network =
        "{input: [2, 3, 2], layers: [conv2d: {filters: 3, kernel: 2}, dense: {units: 2}]}";
    Section section = Section.parse("x.yaml", network);
    assertSame(
        model(columns, NetworkConfig.read(section, Loss.SOFTMAX_CROSS_ENTROPY)), customers());
  }

  /** Times, of which floats would tell one in 128 seconds. */
  @ParameterizedTest
  @EnumSource(names = {"STANDARDIZE", "MINMAX"})
  void numbersTooFineForFloatsAreDoubles(Kind kind) throws OrtException {
    Model model = model(number("time", kind, Missing.FAIL, 1.7e9, 0.01, 0), AGE);
    List<Map<String, String>> rows = new ArrayList<>();
    for (int second : new int[] {0, 1, 17, 100, -63}) {
      rows.add(Map.of("time", String.valueOf(1_700_000_000 + second), "age", "41"));
    }
    assertSame(model, rows);
    try (OrtSession session = session(model)) {
      assertEquals(OnnxJavaType.DOUBLE, type(session, "time"));
      assertEquals(OnnxJavaType.FLOAT, type(session, "age"));
    }
  }

  @Test
  void logarithmsOfSmallNumbersKeepTheirDigits() throws OrtException {
    Numeric small = number("x", Kind.LOG, Missing.MEAN, 3e-6, 1e6, 3e-6);
    assertSame(model(small), rows("x", "0", "1e-6", "3.3e-6", "4e-6", ""));
  }

  private static OrtSession session(Model model) throws OrtException {
    return OrtEnvironment.getEnvironment().createSession(OnnxExport.of(model).toByteArray());
  }

  private static List<List<Object>> refused() {
    Numeric log = number("x", Kind.LOG, Missing.MEAN, 1, 1, 1);
    return List.of(
        List.of(number("x", Kind.STANDARDIZE, Missing.FAIL, 0, 1, 0), "", "1"),
        List.of(number("x", Kind.LOG, Missing.FAIL, 0, 1, 0), "NA", "1"),
        List.of(log, "-0.5", "0"),
        List.of(log, "-2", ""),
        List.of(log, "Infinity", ""),
        List.of(number("x", Kind.MINMAX, Missing.MEAN, 0, 1, 0), "Infinity", "1"),
        List.of(number("x", Kind.NONE, Missing.CATEGORY, 0, 1, 0), "-Infinity", ""),
        List.of(oneHot("x", 2, Missing.FAIL, "a"), "", "a"),
        List.of(oneHot("x", 2, Missing.FAIL, "a"), "?", "b"),
        List.of(hashed("x", 3, Missing.FAIL), "", "b"));
  }

  /** Though relu and sigmoid make numbers of NaN in ONNX Runtime. */
  @ParameterizedTest
  @MethodSource("refused")
  void rowsThatKindlingRefusesHaveNoPrediction(List<Object> refused) throws OrtException {
    FittedColumn column = (FittedColumn) refused.get(0);
    Map<String, String> bad = Map.of("x", (String) refused.get(1), "age", "41");
    Map<String, String> good = Map.of("x", (String) refused.get(2), "age", "41");
    for (Loss loss : Loss.values()) {
      int outputs = loss == Loss.SOFTMAX_CROSS_ENTROPY ? 2 : 1;
      String layers = "layers: [" + LAYERS + ", dense: {units: " + outputs + "}]}";
      Model model = model(new ColumnPreparation(List.of(AGE, column)), layers, loss);
      assertThrows(IllegalArgumentException.class, () -> new KindlingModel(model).predict(bad));
      assertSame(model, List.of(good));
      Scores scores = ofRuntime(model, List.of(good, bad));
      if (loss == Loss.MEAN_SQUARED_ERROR) {
        assertEquals(Double.NaN, scores.predictions[1]);
      } else {
        assertArrayEquals(new float[] {Float.NaN, Float.NaN}, scores.probabilities[1]);
        assertTrue(scores.predictions[0] >= 0);
        assertEquals(-1, scores.predictions[1]);
      }
    }
  }

  @Test
  void theFileSaysWhatItTakes() throws OrtException {
    Model model = model(AGE, CITY, hashed("zip", 5, Missing.FAIL));
    try (OrtSession session = session(model)) {
      assertEquals(List.of("age", "city", "zip"), List.copyOf(session.getInputNames()));
      assertEquals(OnnxJavaType.INT64, type(session, "zip"));
      assertEquals(OnnxJavaType.FLOAT, type(session, "age"));
      assertEquals(OnnxJavaType.STRING, type(session, "city"));
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals("[\"class 0\",\"class 1\"]", metadata.get("classes"));
      assertEquals("columns", metadata.get("features"));
      assertTrue(metadata.get("missing").startsWith("[\"\",\""), metadata.get("missing"));
    }
    ModelProto file = OnnxExport.of(model);
    assertEquals(9, file.getOpsetImport(0).getVersion());
    assertEquals("ai.onnx.ml", file.getOpsetImport(1).getDomain());
    assertEquals(5, file.getIrVersion());
    assertEquals("a number; NaN for none", file.getGraph().getInput(0).getDocString());
    ModelProto numbers = OnnxExport.of(model(AGE));
    assertEquals(1, numbers.getOpsetImportCount());
    assertEquals(4, numbers.getIrVersion());
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    assertArrayEquals(
        OnnxExport.of(model(AGE, CITY)).toByteArray(),
        OnnxExport.of(model(AGE, CITY)).toByteArray());
  }

  private static void assertRefused(String message, FittedColumn... columns) {
    Model model = model(columns);
    assertEquals(
        message, assertThrows(ModelException.class, () -> OnnxExport.of(model)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction", "probabilities", "layer1.W", "features.order"})
  void aColumnWithTheNameOfAnotherPartIsRefused(String name) {
    assertRefused(
        "the column \"%s\" cannot be an input of an ONNX model, where the name is taken: train with another name for it"
            .formatted(name),
        AGE,
        oneHot(name, 2, Missing.FAIL, "a"));
  }

  @Test
  void aColumnWithoutANameIsRefused() {
    assertRefused(
        "the column \"\" cannot be an input of an ONNX model, where each has a name: train with another name for it",
        oneHot("", 2, Missing.FAIL, "a"));
  }

  @Test
  void itIsNotImportedAgain() {
    byte[] file = OnnxExport.of(model(AGE)).toByteArray();
    assertEquals(
        "was exported by Kindling from a model with data.columns, which cannot be imported again; use the model folder that it was exported from",
        assertThrows(ModelException.class, () -> OnnxImport.read(file, List.of())).getMessage());
  }
}
