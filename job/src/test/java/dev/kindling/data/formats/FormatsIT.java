package dev.kindling.data.formats;

import static dev.kindling.testing.SparkExtension.SPLIT_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.data.Dataset;
import dev.kindling.data.TextFiles;
import dev.kindling.data.rows.DataException;
import dev.kindling.nn.Activation;
import dev.kindling.nn.Dense;
import dev.kindling.nn.Initialization;
import dev.kindling.nn.Loss;
import dev.kindling.nn.Network;
import dev.kindling.nn.Shape;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same rows in other formats are the same examples, to the bit. */
@ExtendWith(SparkExtension.class)
class FormatsIT {
  private static final int FEATURES = 40;
  private static final double[][] ROWS = rows(300);
  private static final Network NETWORK =
      new Network(
          Shape.of(FEATURES),
          List.of(new Dense(FEATURES, 3, Activation.LINEAR, Initialization.XAVIER)),
          Loss.SOFTMAX_CROSS_ENTROPY);

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void session(JavaSparkContext shared) {
    spark = shared;
  }

  /** Of which most features are 0. */
  private static double[][] rows(int count) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] rows = new double[count][FEATURES];
    for (double[] row : rows) {
      for (int some = 0; some < 4; some++) {
        row[random.nextInt(FEATURES)] = random.nextDouble() * 10 - 3;
      }
    }
    return rows;
  }

  private static String label(int row) {
    return List.of("cat", "dog", "eel").get(row * row % 7 % 3);
  }

  private static Stream<String> csv(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                Arrays.stream(ROWS[i]).mapToObj(x -> x + ",").collect(Collectors.joining())
                    + label(i));
  }

  private static Stream<String> libsvm(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                label(i)
                    + IntStream.range(0, FEATURES)
                        .filter(j -> ROWS[i][j] != 0)
                        .mapToObj(j -> " " + (j + 1) + ":" + ROWS[i][j])
                        .collect(Collectors.joining()));
  }

  private Dataset load(String format, String path, String more) {
    String data =
        "data: {train: '%s', format: %s, validation: 0.2%s}".formatted(path, format, more);
    DataConfig config =
        DataConfig.read(Section.parse("x.yaml", data).section("data"), NETWORK.inputShape());
    return Dataset.load(spark, config, NETWORK, 3, 7, null, null);
  }

  private String fingerprint(String format, String path, String more) {
    try (Dataset data = load(format, path, more)) {
      return data.fingerprint();
    }
  }

  private String csv(String more) throws IOException {
    String file = TextFiles.write(folder, "rows.csv", csv(0, ROWS.length).toList());
    return fingerprint("csv", file, ", label: " + FEATURES + more);
  }

  @Test
  void sparseRowsAreTheDenseOnesHoweverTheyAreScaledAndSplit() throws IOException {
    Files.createDirectories(folder.resolve("svm"));
    TextFiles.gzip(folder.resolve("svm/a.svm.gz"), libsvm(0, 100).toList());
    TextFiles.write(folder, "svm/b.svm", libsvm(100, ROWS.length).toList());
    for (String more : List.of("", ", features: none", ", features: minmax, stratify: true")) {
      String expected = csv(more);
      assertEquals(expected, fingerprint("libsvm", folder + "/svm", more), more);
      spark.hadoopConfiguration().set(SPLIT_SIZE, "500");
      assertEquals(expected, fingerprint("libsvm", folder + "/svm/*svm*", more), more);
      spark.hadoopConfiguration().unset(SPLIT_SIZE);
    }
  }

  @Test
  void executorsKeepSparseRowsInLessMemory() throws IOException {
    String sparse = TextFiles.write(folder, "rows.svm", libsvm(0, ROWS.length).toList());
    String dense = TextFiles.write(folder, "rows.csv", csv(0, ROWS.length).toList());
    try (Dataset few = load("libsvm", sparse, "");
        Dataset all = load("csv", dense, ", label: " + FEATURES)) {
      assertTrue(few.stored().memory() < all.stored().memory() / 2, few.stored().toString());
    }
  }

  @Test
  void theLineOfABadPairIsToldAndBadLinesMayBeLeftOut() throws IOException {
    List<String> lines = new ArrayList<>(libsvm(0, ROWS.length).toList());
    lines.add(250, "cat 3:1 2:5");
    lines.add(0, "# rows of nothing");
    String file = TextFiles.write(folder, "bad.svm", lines);
    spark.hadoopConfiguration().set(SPLIT_SIZE, "700");
    assertEquals(
        file
            + " line 252 has \"2:5\" but must have an index of 4 to 40 here (from 1, ascending, to"
            + " network.input)",
        assertThrows(DataException.class, () -> fingerprint("libsvm", file, "")).getMessage());
    assertEquals(csv(""), fingerprint("libsvm", file, ", bad_rows: skip"));
    lines.set(200, "cat qid:4 1:1");
    TextFiles.write(folder, "bad.svm", lines);
    String refused =
        assertThrows(DataException.class, () -> fingerprint("libsvm", file, "")).getMessage();
    assertTrue(refused.startsWith(file + " line 201 has \"qid:4\", the query"), refused);
  }
}
