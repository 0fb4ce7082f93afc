package dev.kindling.data;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kindling.config.Section;
import dev.kindling.data.rows.DataException;
import dev.kindling.features.Column;
import dev.kindling.features.ColumnPreparation;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Golden;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.NetworkConfig;
import dev.kindling.nn.Targets;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The columns of tables, fitted to the training rows of all partitions. */
@ExtendWith(SparkExtension.class)
class ColumnsIT {

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  private Dataset load(String data, int partitions, FeaturePreparation fitted) {
    Section section = Section.parse("x.yaml", "data: {" + data + "}").section("data");
    int inputs = Column.inputs(DataConfig.columns(section));
    Section network = Section.parse("x.yaml", "layers: [dense: {units: 2}]");
    Network built =
        NetworkConfig.read(network, Loss.SOFTMAX_CROSS_ENTROPY, inputs, "the columns' inputs");
    DataConfig config = DataConfig.read(section, built.inputShape());
    return Dataset.load(spark, config, built, partitions, 1, fitted, null);
  }

  private Dataset load(String name, String columns, int partitions) {
    return load("train: " + name + ", label: kind, columns: {" + columns + "}", partitions, null);
  }

  /** The inputs of all training rows, or of the validation rows, in an order of their own. */
  private static List<List<Double>> inputs(Dataset data, boolean training) {
    List<List<Double>> rows = new ArrayList<>();
    for (ExamplePartition part : data.partitions().collect()) {
      Examples examples = training ? part.training() : part.validation();
      int inputs = data.preparation().inputs();
      Matrix row = Precision.DOUBLE.zeros(1, inputs);
      for (int i = 0; i < examples.size(); i++) {
        examples.copy(i, row, Targets.room(1), 0);
        rows.add(IntStream.range(0, inputs).mapToObj(row::get).toList());
      }
    }
    rows.sort((a, b) -> a.toString().compareTo(b.toString()));
    return rows;
  }

  private static final String CUSTOMERS =
      "age: {standardize: {missing: median}}, income: {log: {missing: median}}, city: {one_hot:"
          + " {values: 5, missing: category}}, plan: {one_hot: {values: 3}}, postcode: {hashed:"
          + " {buckets: 16}}, tenure: minmax, calls: none, satisfaction: {standardize: {missing:"
          + " category}}";

  @Test
  void inputsAreThoseOfScikitLearn() throws Exception {
    Dataset data = load("train: customers, label: churned, columns: {" + CUSTOMERS + "}", 3, null);
    ColumnPreparation preparation = (ColumnPreparation) data.preparation();
    List<List<Double>> packed = inputs(data, true);
    assertEquals(800, packed.size());
    for (JsonNode row : Golden.read("columns.json").cases()) {
      double[] raw = new double[preparation.features()];
      for (int c = 0; c < raw.length; c++) {
        String name = preparation.declared().get(c).name();
        raw[c] = preparation.encoder().encode(c, row.get("row").get(name).asText());
      }
      Matrix inputs = Precision.DOUBLE.zeros(1, preparation.inputs());
      preparation.apply(raw, 0, inputs, 0);
      double[] expected = new double[preparation.inputs()];
      Arrays.setAll(expected, j -> row.get("inputs").get(j).asDouble());
      for (int j = 0; j < expected.length; j++) {
        assertEquals(expected[j], inputs.get(j), 1e-9, preparation.inputName(j));
      }
      List<Double> asFloat =
          IntStream.range(0, expected.length)
              .mapToObj(j -> (double) (float) inputs.get(j))
              .toList();
      assertTrue(packed.contains(asFloat), "training has the row as the model makes it");
    }
  }

  private static List<String> table(int rows) {
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = new ArrayList<>(List.of("x,kind,y,name"));
    for (int i = 0; i < rows; i++) {
      String x = random.nextInt(5) == 0 ? "NA" : String.valueOf(random.nextInt(-50, 50) / 4.0);
      lines.add(x + "," + i % 2 + "," + random.nextDouble() + ",n" + random.nextInt(30));
    }
    return lines;
  }

  private static final String TABLE =
      "name: {one_hot: {values: 4}}, x: {none: {missing: median}}, y: standardize";

  @Test
  void whatIsFittedDependsNeitherOnTheSplitsOfTheInputNorOnItsPartitions() throws IOException {
    String name = TextFiles.write(folder, "a.csv", table(500));
    Dataset whole = load(name, TABLE, 1);
    spark.hadoopConfiguration().setLong(SPLIT_SIZE, 1000);
    Dataset split = load(name, TABLE, 1);
    assertEquals(whole.fingerprint(), split.fingerprint());
    assertEquals(whole.preparation(), split.preparation());
    Dataset dealt = load(name, TABLE.replace(", y: standardize", ""), 7);
    assertEquals(
        ((ColumnPreparation) whole.preparation()).columns().subList(0, 2),
        ((ColumnPreparation) dealt.preparation()).columns());
  }

  @Test
  void theMedianIsTheExactMiddleOfTheTrainingRows() throws IOException {
    for (int count : new int[] {1, 2, 7, 100, 101}) {
      SplittableRandom random = new SplittableRandom(count);
      List<String> lines = new ArrayList<>(List.of("x,kind"));
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-20, 20));
        values.add(random.nextInt(3) == 0 ? Math.rint(value) : value);
        lines.add(values.get(i) + "," + i % 2);
      }
      lines.add(",0");
      lines.add("NA,1");
      Dataset data =
          load(TextFiles.write(folder, "a.csv", lines), "x: {none: {missing: median}}", 5);
      Collections.sort(values);
      double median = (values.get((count - 1) / 2) + values.get(count / 2)) / 2;
      Matrix input = Precision.DOUBLE.vector(1);
      data.preparation().apply(new double[] {Double.NaN}, 0, input, 0);
      assertEquals(median, input.get(0), count + " values");
    }
  }

  @Test
  void theTrainingSplitAloneDecides() throws IOException {
    String train = TextFiles.write(folder, "a.csv", "x,kind,c\n1,0,b\n3,1,b\n5,0,c\n,1,c\n2,1,a\n");
    String other =
        TextFiles.write(folder, "b.csv", "c,x,kind\nd,100,0\nd,,0\nc,3,1\ne,200,1\nb,0,0\n");
    String data =
        "train: "
            + train
            + ", validation: "
            + other
            + ", label: kind, columns: {x: {none: {missing: median}}, c: {one_hot: {values: 2}}}";
    Dataset loaded = load(data, 2, null);
    ColumnPreparation fitted = (ColumnPreparation) loaded.preparation();
    assertEquals(List.of("b", "c"), fitted.columns().get(1).categories());
    assertEquals(
        List.of(
            List.of(0.0, 1.0, 0.0),
            List.of(100.0, 0.0, 0.0),
            List.of(2.5, 0.0, 0.0),
            List.of(200.0, 0.0, 0.0),
            List.of(3.0, 0.0, 1.0)),
        inputs(loaded, false),
        "categories of the validation rows alone are 0");
    assertEquals(
        List.of(
            List.of(1.0, 1.0, 0.0),
            List.of(2.0, 0.0, 0.0),
            List.of(2.5, 0.0, 1.0),
            List.of(3.0, 1.0, 0.0),
            List.of(5.0, 0.0, 1.0)),
        inputs(loaded, true));
    Dataset again = load(data, 2, fitted);
    assertEquals(loaded.fingerprint(), again.fingerprint(), "a model's own preparation fits");
  }

  @Test
  void heldOutRowsHaveNoSay() throws IOException {
    String name = TextFiles.write(folder, "a.csv", table(300));
    String data =
        "train: "
            + name
            + ", validation: 0.5, label: kind, columns: {x: {minmax:"
            + " {missing: mean}}, name: {one_hot: {values: 30}}}";
    Dataset loaded = load(data, 3, null);
    List<List<Double>> training = inputs(loaded, true);
    assertEquals(0, training.stream().mapToDouble(row -> row.get(0)).min().getAsDouble());
    assertEquals(1, training.stream().mapToDouble(row -> row.get(0)).max().getAsDouble());
    assertTrue(
        training.stream().allMatch(row -> row.stream().skip(1).mapToDouble(x -> x).sum() == 1),
        "every value of a training row is a category");
  }

  @Test
  void aCategoryOfHeldOutRowsAloneHasNoInput() throws IOException {
    List<String> lines = new ArrayList<>(List.of("c,kind"));
    IntStream.range(0, 20).forEach(i -> lines.add("c" + i + "," + i % 2));
    String data =
        "train: %s, validation: 0.5, label: kind, columns: {c: {one_hot: {values: 30}}}"
            .formatted(TextFiles.write(folder, "a.csv", lines));
    Dataset loaded = load(data, 3, null);
    ColumnPreparation fitted = (ColumnPreparation) loaded.preparation();
    assertEquals(10, fitted.columns().get(0).categories().size());
    assertEquals(
        Collections.nCopies(10, Collections.nCopies(30, 0.0)), inputs(loaded, false), "unknown");
  }

  @Test
  void aMissingNumberCountsAsTheMeanOfTheOthersEachAsTheNetworkSeesIt() throws IOException {
    String name = TextFiles.write(folder, "a.csv", "x,kind\n0,0\nNA,1\n3,1\n");
    Dataset plain = load(name, "x: {none: {missing: mean}}", 2);
    assertEquals(List.of(List.of(0.0), List.of(1.5), List.of(3.0)), inputs(plain, true));
    Matrix input = Precision.DOUBLE.vector(1);
    load(name, "x: {log: {missing: mean}}", 2)
        .preparation()
        .apply(new double[] {Double.NaN}, 0, input, 0);
    assertEquals(0, input.get(0), "the mean of the logarithms");
  }

  @Test
  void aRowThatDoesNotFitItsColumnsIsABadOne() throws IOException {
    String name =
        TextFiles.write(folder, "a.csv", "x,kind,c\n1,0,b\n-3,1,b\n5,0,\n?,1,a\nx,1,a\n2,1,a\n");
    String data = "train: " + name + ", label: kind, columns: {c: {one_hot: {values: 2}}, x: log}";
    assertEquals(
        name
            + " line 3 column 0 (x) is -3 but must be at least 0 for its logarithm (data.columns.x)"
            + " (the first of 4 bad rows: 1 negative, 2 empty, 1 not_a_number)",
        assertThrows(DataException.class, () -> load(data, 2, null)).getMessage());
    Dataset good = load(data + ", bad_rows: skip, max_bad_rows: 0.7", 2, null);
    assertEquals(2, good.trainingRows());
    assertEquals(
        List.of("empty", "negative", "not_a_number"),
        good.badRows().stream().map(row -> row.get("reason")).sorted().toList());
  }

  @Test
  void aColumnOfTooManyValuesIsNotOneHot() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,kind"));
    IntStream.rangeClosed(0, 10_000).forEach(i -> lines.add("u" + i + "," + i % 2));
    String name = TextFiles.write(folder, "a.csv", lines);
    assertEquals(
        name
            + " has more than 10,000 different values in the column id: one_hot does not go so far,"
            + " hashed does (data.columns.id)",
        assertThrows(DataException.class, () -> load(name, "id: {one_hot: {values: 9}}", 2))
            .getMessage());
    assertEquals(10_001, load(name, "id: {hashed: {buckets: 9}}", 2).trainingRows());
  }

  @Test
  void aColumnWithoutAnyNumberIsRefused() throws IOException {
    String name = TextFiles.write(folder, "a.csv", "x,kind\n,0\nNA,1\n");
    assertEquals(
        "the column x has no number in any training row: leave it out (data.columns)",
        assertThrows(DataException.class, () -> load(name, "x: {log: {missing: mean}}", 2))
            .getMessage());
  }

  @Test
  void aFitOfOneValueLeavesIt() throws IOException {
    String name = TextFiles.write(folder, "a.csv", "x,kind\n4,0\n,1\n4,1\n");
    Dataset data = load(name, "x: {minmax: {missing: category}}", 1);
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 0, 1},
        inputs(data, true).stream().flatMap(List::stream).mapToDouble(x -> x).toArray());
  }
}
