package dev.kindling.data;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.data.DataConfig.Storage;
import dev.kindling.data.formats.CsvFormat;
import dev.kindling.data.formats.IdxFiles;
import dev.kindling.data.formats.IdxFormat;
import dev.kindling.data.rows.BadRows;
import dev.kindling.data.rows.DataException;
import dev.kindling.features.FeaturePreparation;
import dev.kindling.features.FeatureScaling;
import dev.kindling.features.Scaling;
import dev.kindling.linalg.FloatMatrix;
import dev.kindling.linalg.Matrix;
import dev.kindling.linalg.Precision;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Initialization;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import dev.kindling.nn.Targets;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class DatasetIT {
  private static final CsvFormat LABEL_LAST = new CsvFormat("2", null, false, ',');

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  /** Rows whose first feature is their number. */
  private static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + "," + i * i + "," + i % 2).toList();
  }

  private static Network network(Shape input, int classes) {
    return new Network(
        input,
        List.of(new Dense(input.size(), classes, Activation.LINEAR, Initialization.XAVIER)),
        Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private Dataset load(
      String train,
      String validation,
      double fraction,
      Scaling scaling,
      int partitions,
      long seed) {
    return Dataset.load(
        spark,
        new DataConfig(
            train,
            LABEL_LAST,
            BadRows.FAIL,
            validation,
            fraction,
            false,
            scaling,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK),
        network(Shape.of(2), 2),
        partitions,
        seed,
        null,
        null);
  }

  private Dataset load(String train, double fraction, int partitions, long seed) {
    return load(train, null, fraction, Scaling.NONE, partitions, seed);
  }

  /** The features and the label of each example. */
  private static List<List<Double>> values(Examples examples) {
    List<List<Double>> values = new ArrayList<>();
    Matrix row = Precision.DOUBLE.zeros(1, 2);
    Targets label = Targets.room(1);
    for (int i = 0; i < examples.size(); i++) {
      examples.copy(i, row, label, 0);
      values.add(List.of(row.get(0), row.get(1), label.values()[0]));
    }
    return values;
  }

  private static List<List<List<Double>>> training(Dataset data) {
    return data.partitions().collect().stream().map(part -> values(part.training())).toList();
  }

  private static List<List<List<Double>>> validation(Dataset data) {
    return data.partitions().collect().stream().map(part -> values(part.validation())).toList();
  }

  private static List<Double> numbers(List<List<List<Double>>> parts) {
    return parts.stream().flatMap(List::stream).map(row -> row.get(0)).sorted().toList();
  }

  @Test
  void everyRowIsInOneSplitAndOnePartitionOnce() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 101));
    for (int partitions : new int[] {1, 2, 7, 16}) {
      Dataset data = load(name, 0.2, partitions, 1);
      assertEquals(81, data.trainingRows());
      assertEquals(20, data.validationRows());
      assertEquals(partitions, data.trainingSizes().size());
      List<List<List<Double>>> training = training(data);
      List<List<List<Double>>> validation = validation(data);
      assertEquals(data.trainingSizes(), training.stream().map(List::size).toList());
      for (List<List<List<Double>>> split : List.of(training, validation)) {
        int least = numbers(split).size() / partitions;
        assertTrue(split.stream().allMatch(part -> part.size() - least <= 1), "evenly dealt");
        assertTrue(
            split.stream().flatMap(List::stream).allMatch(row -> row.get(2) == row.get(0) % 2),
            "labels stay with their rows");
      }
      assertEquals(20, numbers(validation).size());
      assertEquals(
          IntStream.range(0, 101).asDoubleStream().boxed().toList(),
          Stream.of(numbers(training), numbers(validation))
              .flatMap(List::stream)
              .sorted()
              .toList());
      data.close();
    }
  }

  @Test
  void howTheInputLiesInFilesMakesNoDifference() throws IOException {
    TextFiles.write(folder, "one/a.csv", lines(0, 60));
    TextFiles.write(folder, "many/a.csv", lines(0, 7));
    TextFiles.write(folder, "many/b.csv", "");
    TextFiles.gzip(folder.resolve("many/c.csv.gz"), lines(7, 40));
    TextFiles.write(folder, "many/d.csv", lines(40, 60));
    Dataset one = load(folder + "/one", null, 0.25, Scaling.STANDARDIZE, 3, 1);
    Dataset many = load(folder + "/many", null, 0.25, Scaling.STANDARDIZE, 3, 1);
    assertEquals(training(one), training(many));
    assertEquals(validation(one), validation(many));
    assertEquals(one.preparation(), many.preparation());
  }

  /** The same lines and, of every seven, one more that is no row. */
  private static List<String> dirty(List<String> lines) {
    List<String> bad = List.of("1,2", "x,2,0", "1,NaN,1", ",2,0", "1,2,", "1,2,3,4", "1,\"2,0");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      all.add(lines.get(i));
      if (i % 7 == 3) {
        all.add(bad.get(i / 7 % bad.size()));
      }
    }
    return all;
  }

  @Test
  void badRowsThatAreLeftOutLeaveNoTrace() throws IOException {
    TextFiles.write(folder, "clean/a.csv", skewed(0, 103));
    TextFiles.write(folder, "dirty/a.csv", dirty(skewed(0, 50)));
    TextFiles.write(folder, "dirty/b.csv", dirty(skewed(50, 103)));
    TextFiles.write(folder, "clean-validation.csv", skewed(0, 31));
    TextFiles.write(folder, "dirty-validation.csv", dirty(skewed(0, 31)));
    List<Function<String, Dataset>> ways =
        List.of(
            name -> skipping(name, null, 0.2, false, null),
            name -> skipping(name, null, 0.2, true, null),
            name -> skipping(name, null, 0, false, new Fold(1, 3)),
            name -> skipping(name, null, 0.2, true, new Fold(2, 3)),
            name -> skipping(name, folder + "/" + name + "-validation.csv", 0, false, null));
    for (Function<String, Dataset> way : ways) {
      Dataset clean = way.apply("clean");
      for (String splitSize : List.of("60", "1000000")) {
        spark.hadoopConfiguration().set(SPLIT_SIZE, splitSize);
        Dataset dirty = way.apply("dirty");
        assertEquals(clean.fingerprint(), dirty.fingerprint());
        assertEquals(clean.preparation(), dirty.preparation());
        assertEquals(clean.trainingSizes(), dirty.trainingSizes());
        assertEquals(15, dirty.rejected().get("train").count());
        dirty.close();
      }
      spark.hadoopConfiguration().unset(SPLIT_SIZE);
      clean.close();
    }
  }

  private Dataset skipping(
      String train, String validation, double fraction, boolean stratify, Fold fold) {
    BadRows skip = new BadRows(BadRows.Handling.SKIP, 0.2);
    DataConfig config =
        new DataConfig(
            folder + "/" + train,
            LABEL_LAST,
            skip,
            validation,
            fraction,
            stratify,
            Scaling.STANDARDIZE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK);
    return Dataset.load(spark, config, network(Shape.of(2), 2), 3, 1, null, fold);
  }

  /** Rows whose first feature is their number, one in ten of class 1. */
  private static List<String> skewed(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + ",0," + (i % 10 == 3 ? 1 : 0)).toList();
  }

  private Dataset stratified(String train, int partitions, long seed) {
    DataConfig config =
        new DataConfig(
            train,
            LABEL_LAST,
            BadRows.FAIL,
            null,
            0.2,
            true,
            Scaling.NONE,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK);
    return Dataset.load(spark, config, network(Shape.of(2), 2), partitions, seed, null, null);
  }

  private static long ofClass1(List<List<List<Double>>> split) {
    return split.stream().flatMap(List::stream).filter(row -> row.get(2) == 1).count();
  }

  @Test
  void aStratifiedSplitHoldsTheShareOfEachClassWhateverTheFilesAndPartitions() throws IOException {
    TextFiles.write(folder, "one/a.csv", skewed(0, 150));
    TextFiles.write(folder, "many/a.csv", skewed(0, 4));
    TextFiles.write(folder, "many/b.csv", "");
    TextFiles.gzip(folder.resolve("many/c.csv.gz"), skewed(4, 97));
    TextFiles.write(folder, "many/d.csv", skewed(97, 150));
    Set<List<Double>> held = new HashSet<>();
    for (int partitions : new int[] {1, 4}) {
      Dataset one = stratified(folder + "/one", partitions, 1);
      Dataset many = stratified(folder + "/many", partitions, 1);
      assertEquals(training(one), training(many));
      assertEquals(validation(one), validation(many));
      assertEquals(30, one.validationRows());
      assertEquals(120, one.trainingRows());
      assertEquals(3, ofClass1(validation(one)));
      assertEquals(12, ofClass1(training(one)));
      assertArrayEquals(new long[] {108, 12}, one.trainingClassCounts());
      assertTrue(one.trainingSizes().stream().allMatch(size -> size == 120 / partitions));
      List<Double> all = new ArrayList<>(numbers(training(one)));
      all.addAll(numbers(validation(one)));
      assertEquals(
          IntStream.range(0, 150).asDoubleStream().boxed().toList(),
          all.stream().sorted().toList());
      held.add(numbers(validation(one)));
    }
    assertEquals(1, held.size(), "the partitions have no say in the split");
    held.add(numbers(validation(stratified(folder + "/one", 1, 2))));
    assertEquals(2, held.size(), "the seed has");
  }

  private Dataset fold(String train, boolean stratify, Scaling scaling, int index, int count) {
    DataConfig config =
        new DataConfig(
            train,
            LABEL_LAST,
            BadRows.FAIL,
            null,
            0.2,
            stratify,
            scaling,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK);
    return Dataset.load(spark, config, network(Shape.of(2), 2), 3, 1, null, new Fold(index, count));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inACrossValidationEachRowIsHeldOutOnceAndTheOthersTrain(boolean stratify)
      throws IOException {
    String name = TextFiles.write(folder, "a.csv", skewed(0, 403));
    List<Double> all = IntStream.range(0, 403).asDoubleStream().boxed().toList();
    List<Double> held = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    List<Long> ofClass1 = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      Dataset data = fold(name, stratify, Scaling.NONE, index, 4);
      List<Double> both = new ArrayList<>(numbers(training(data)));
      both.addAll(numbers(validation(data)));
      assertEquals(all, both.stream().sorted().toList());
      held.addAll(numbers(validation(data)));
      sizes.add(data.validationRows());
      ofClass1.add(ofClass1(validation(data)));
      data.close();
    }
    assertEquals(all, held.stream().sorted().toList());
    assertEquals(List.of(101L, 101L, 101L, 100L), sizes);
    if (stratify) {
      assertEquals(List.of(10L, 10L, 10L, 10L), ofClass1);
    }
  }

  @Test
  void theScalingOfAFoldIsFittedToItsTrainingRowsAlone() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 50));
    for (int index = 0; index < 2; index++) {
      double[] rows =
          numbers(training(fold(name, false, Scaling.NONE, index, 2))).stream()
              .mapToDouble(x -> x)
              .toArray();
      double mean = Arrays.stream(rows).average().orElseThrow();
      Matrix scaled = Precision.DOUBLE.zeros(1, 2);
      fold(name, false, Scaling.STANDARDIZE, index, 2)
          .preparation()
          .apply(new double[] {mean, 0}, 0, scaled, 0);
      assertEquals(0, scaled.get(0), 1e-12);
    }
  }

  @Test
  void foldsNeedARowEach() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 4));
    assertEquals(1, fold(name, false, Scaling.NONE, 3, 4).validationRows());
    DataException refused =
        assertThrows(DataException.class, () -> fold(name, false, Scaling.NONE, 0, 5));
    assertEquals(name + " has 4 rows, too few for 5 folds", refused.getMessage());
  }

  @Test
  void theSeedDecidesWhichRowsAreHeldOutAndThePartitionsDoNot() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 50));
    List<Double> held = numbers(validation(load(name, 0.2, 2, 1)));
    assertEquals(held, numbers(validation(load(name, 0.2, 5, 1))));
    assertNotEquals(held, numbers(validation(load(name, 0.2, 2, 2))));
  }

  @Test
  void theScalingIsFittedToTheTrainingRowsAlone() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 50));
    Set<Double> held = new HashSet<>(numbers(validation(load(name, 0.3, 4, 1))));
    double[] rows =
        IntStream.range(0, 50).asDoubleStream().filter(i -> !held.contains(i)).toArray();
    assertEquals(35, rows.length);
    double mean = Arrays.stream(rows).average().orElseThrow();
    double variance = Arrays.stream(rows).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    FeaturePreparation scaling = load(name, null, 0.3, Scaling.STANDARDIZE, 4, 1).preparation();
    Matrix scaled = Precision.DOUBLE.zeros(1, 2);
    scaling.apply(new double[] {mean + 3 * Math.sqrt(variance), 0}, 0, scaled, 0);
    assertEquals(3, scaled.get(0), 1e-12);
  }

  @Test
  void validationRowsOfTheirOwnAreAllHeldOut() throws IOException {
    String train = TextFiles.write(folder, "a.csv", lines(0, 20));
    String other = TextFiles.write(folder, "b.csv", lines(100, 107));
    for (int partitions : new int[] {1, 3, 10}) {
      Dataset data = load(train, other, 0, Scaling.NONE, partitions, 1);
      assertEquals(7, data.validationRows());
      assertEquals(
          IntStream.range(0, 20).asDoubleStream().boxed().toList(), numbers(training(data)));
      assertEquals(
          IntStream.range(100, 107).asDoubleStream().boxed().toList(), numbers(validation(data)));
    }
    String unknown = TextFiles.write(folder, "c.csv", List.of("1,2,0", "1,2,5"));
    DataException label =
        assertThrows(DataException.class, () -> load(train, unknown, 0, Scaling.NONE, 2, 1));
    assertEquals(
        unknown
            + " line 2 has the label \"5\", which is outside the classes 0 to 1 (those of "
            + train
            + ")",
        label.getMessage());
    String wider = TextFiles.write(folder, "d.csv", List.of("1,2,0,4"));
    DataException columns =
        assertThrows(DataException.class, () -> load(train, wider, 0, Scaling.NONE, 2, 1));
    assertEquals(
        wider + " has 3 feature columns beside the label but 2 are expected (network.input)",
        columns.getMessage());
  }

  @Test
  void imagesArePackedAsBytesWhateverTheirFileIsLike() throws IOException {
    String plain = IdxFiles.unpackMnist(folder).toString();
    Dataset one = loadImages(IdxFiles.MNIST.toString(), null);
    spark.hadoopConfiguration().set("mapreduce.input.fileinputformat.split.maxsize", "20000");
    Dataset split = loadImages(plain, null);
    spark.hadoopConfiguration().unset("mapreduce.input.fileinputformat.split.maxsize");
    assertEquals(List.of(50, 50, 50), one.trainingSizes());
    assertEquals(50, one.validationRows());
    assertIterableEquals(pixels(one), pixels(split));
    assertEquals(
        FeatureScaling.minmax(new double[1], new double[] {255}).ofChannels(784),
        one.preparation());
    long cached =
        Arrays.stream(spark.sc().getRDDStorageInfo())
            .filter(rdd -> rdd.id() == one.partitions().id())
            .findFirst()
            .orElseThrow()
            .memSize();
    assertEquals(200 * (784 + Integer.BYTES), cached, 4000, "a byte for each pixel");
    Dataset apart = loadImages(plain, IdxFiles.MNIST.toString());
    assertEquals(200, apart.trainingRows());
    assertEquals(200, apart.validationRows());
  }

  private Dataset loadImages(String train, String validation) {
    double fraction = validation == null ? 0.25 : 0;
    DataConfig config =
        new DataConfig(
            train,
            new IdxFormat(),
            BadRows.FAIL,
            validation,
            fraction,
            false,
            Scaling.MINMAX,
            List.of(),
            0,
            Storage.MEMORY_AND_DISK);
    return Dataset.load(spark, config, network(Shape.of(1, 28, 28), 10), 3, 1, null, null);
  }

  /** The label and the features of each example, partition by partition, validation last. */
  private static List<String> pixels(Dataset data) {
    List<String> pixels = new ArrayList<>();
    FloatMatrix row = FloatMatrix.zeros(1, 784);
    Targets label = Targets.room(1);
    for (ExamplePartition part : data.partitions().collect()) {
      for (Examples examples : List.of(part.training(), part.validation())) {
        for (int i = 0; i < examples.size(); i++) {
          examples.copy(i, row, label, 0);
          pixels.add((int) label.values()[0] + Arrays.toString(row.array()));
        }
      }
    }
    return pixels;
  }

  @Test
  void aFractionHoldsOutAtLeastOneRowAndLeavesAtLeastOne() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 2));
    for (double fraction : new double[] {0.01, 0.2, 0.99}) {
      Dataset data = load(name, fraction, 4, 1);
      assertEquals(1, data.trainingRows());
      assertEquals(1, data.validationRows());
      assertEquals(4, data.partitions().getNumPartitions());
    }
    assertEquals(0, load(name, 0, 4, 1).validationRows());
  }

  @Test
  void whatIsCachedOutlivesTheInput() throws IOException {
    String name = TextFiles.write(folder, "a.csv", lines(0, 20));
    Dataset data = load(name, 0.2, 3, 1);
    List<List<List<Double>>> before = training(data);
    Files.delete(Path.of(name));
    assertEquals(before, training(data));
    assertArrayEquals(
        new int[] {0, 1, 2},
        data.partitions().collect().stream().mapToInt(ExamplePartition::index).toArray());
  }
}
