package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.data.rows.DataException;
import dev.kindling.linalg.Matrix;
import dev.kindling.nn.Network;
import dev.kindling.sums.TimeSplit;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on rows that count more or less than 1, from the file on. */
@ExtendWith(SparkExtension.class)
class WeightsIT {
  private static final String REGRESSION =
      """
      data: {train: %s, label: price, weight: w, features: none}
      network: {input: 2, layers: [dense: {units: 1}]}
      training:
        loss: mean_squared_error
        optimizer: {sgd: {learning_rate: 0.01}}
        epochs: 1
        batch_size: 1
        partitions: 1
      """;

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  /** What training came to, with the metrics of its last epoch. */
  private record Trained(Matrix parameters, EpochMetrics last) {}

  private Trained train(String yaml, String... assignments) {
    Section root = Section.parse("x.yaml", yaml);
    for (String assignment : assignments) {
      root = root.with(assignment);
    }
    RunConfig config = RunConfig.read(root);
    TrainingInput input = TrainingInput.load(spark, config);
    Dataset data = input.data();
    Network network = input.minimised();
    TrainingState state = input.start(config.training());
    Trainer.train(
        spark,
        network,
        config.training(),
        data,
        state,
        new TimeSplit(),
        (now, steps) -> {},
        Runs.SILENT);
    data.close();
    return new Trained(state.parameters, state.epochs.get(state.epochs.size() - 1));
  }

  private String write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines).toString();
  }

  private static void assertClose(Matrix expected, Matrix actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 1e-5, "parameter " + i);
    }
  }

  /** Weights 0 to 3; what counts 0 lies far out. */
  @ParameterizedTest
  @ValueSource(strings = {"mean", "sum"})
  void aRowOfWeightNIsTheRowNTimes(String reduction) throws IOException {
    Random random = new Random(1);
    List<String> weighted = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      int weight = row % 4;
      String x = random.nextGaussian() + weight * 0.5 + (weight == 0 ? 50 : 0) + ",";
      String y = random.nextGaussian() + ",";
      String label = random.nextBoolean() ? "1" : "0";
      weighted.add(x + weight + "," + y + label);
      repeated.addAll(Collections.nCopies(weight, x + y + label));
    }
    String training =
        """
        network: {input: 2, layers: [dense: {units: 3, activation: tanh}, dense: {units: 2}]}
        training:
          loss_reduction: %s
          optimizer: {sgd: {learning_rate: 0.01, momentum: 0.9}}
          batch_size: 1000
          epochs: 8
          partitions: 1
        """
            .formatted(reduction);
    Trained actual =
        train(
            "data: {train: %s, label: 3, weight: 1, features: none}\n%s"
                .formatted(write("weighted.csv", weighted), training));
    Trained expected =
        train(
            "data: {train: %s, label: 2, features: none}\n%s"
                .formatted(write("repeated.csv", repeated), training));
    assertClose(expected.parameters, actual.parameters);
    double loss = expected.last.train().loss();
    assertEquals(loss, actual.last.train().loss(), 1e-5 * loss);
    assertEquals(40, actual.last.examples(), "rows are counted once each");
  }

  /** Steps of one row each: all that count nothing leave plain SGD where it is. */
  @Test
  void stepsWhoseRowsCountNothingHaveNoGradient() throws IOException {
    List<String> lines = new ArrayList<>(List.of("w,x,y,price"));
    lines.addAll(Collections.nCopies(7, "0,1000,-1000,1e9"));
    lines.add("1,1,2,3");
    String many = write("many.csv", lines);
    String one = write("one.csv", List.of("w,x,y,price", "1,1,2,3"));
    Trained expected = train(REGRESSION.formatted(one));
    Trained actual = train(REGRESSION.formatted(many));
    assertClose(expected.parameters, actual.parameters);
    assertEquals(expected.last.train().loss(), actual.last.train().loss());
    Trained local = train(REGRESSION.formatted(many), "training.local_steps=3");
    assertClose(expected.parameters, local.parameters);
  }

  @Test
  void validationCountsRows() throws IOException {
    String rows = write("rows.csv", List.of("x,y,price,w", "1,2,3,1", "2,1,4,0.5"));
    List<String> with = List.of("x,y,price,w", "1,2,4,1", "5,1,4,100", "0,0,1,not a number");
    List<String> without = with.stream().map(line -> line.replaceAll(",[^,]*$", "")).toList();
    String yaml = REGRESSION.formatted(rows);
    Trained weighted = train(yaml, "data.validation=" + write("with.csv", with));
    Trained plain = train(yaml, "data.validation=" + write("without.csv", without));
    assertEquals(plain.last.validation(), weighted.last.validation());
  }

  @Test
  void aHeldOutFractionCountsRows() throws IOException {
    List<String> weighted = new ArrayList<>(List.of("x,y,price,w"));
    List<String> plain = new ArrayList<>(List.of("x,y,price"));
    for (int row = 0; row < 20; row++) {
      plain.add(row + "," + row % 3 + "," + row % 7);
      weighted.add(plain.get(row + 1) + "," + (row + 1));
    }
    String[] still = {"data.validation=0.25", "training.optimizer.sgd.learning_rate=1e-30"};
    Trained actual = train(REGRESSION.formatted(write("weighted.csv", weighted)), still);
    Trained expected =
        train(REGRESSION.formatted(write("plain.csv", plain)).replace(", weight: w", ""), still);
    assertEquals(expected.last.validation(), actual.last.validation());
    assertNotEquals(expected.last.train(), actual.last.train());
  }

  @Test
  void weightsThatCannotBeAreNamedByTheirPlace() throws IOException {
    String rows = write("rows.csv", List.of("x,w,y,price", "1,1,2,3", "", "1,-2,2,3"));
    assertRefused(
        rows + " line 4 column 1 (w) is -2 but must be a weight of at least 0 (data.weight)", rows);
    write("rows.csv", List.of("x,w,y,price", "1,1,2,3", "1,heavy,2,3"));
    assertRefused(rows + " line 3 column 1 (w) is \"heavy\" but must be a number", rows);
    write("rows.csv", List.of("x,w,y,price", "1,0,2,3", "1,0,2,4"));
    Set<Integer> before = Runs.cached(spark);
    assertRefused(rows + " has no training row with a weight above 0 (data.weight)", rows);
    Runs.assertNoMoreCached(before, spark);
    write("rows.csv", List.of("x,y,price", "1,2,3"));
    assertRefused(rows + " has no column \"w\" for the weight; its header names x, y, price", rows);
  }

  private void assertRefused(String message, String rows) {
    assertEquals(
        message,
        assertThrows(DataException.class, () -> train(REGRESSION.formatted(rows))).getMessage());
  }
}
