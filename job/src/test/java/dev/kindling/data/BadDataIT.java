package dev.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kindling.linalg.FloatMatrix;
import dev.kindling.model.Scaling;
import dev.kindling.testing.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two features and a label in column 2, three classes; what is wrong is named with its place. */
@ExtendWith(SparkExtension.class)
class BadDataIT {
  private static final CsvFormat FORMAT = new CsvFormat("2", false, ',');

  @TempDir Path folder;

  @Test
  void theFileTheLineAndTheValueAreNamed(JavaSparkContext spark) {
    assertMessage(spark, "1,2,0\n3,4\n", "rows.csv line 2 has 2 columns but 3 are expected");
    assertMessage(
        spark, "1,2,0\n\n3,x,1\n", "rows.csv line 3 column 1 is \"x\" but must be a number");
    assertMessage(
        spark, "1,2,0\nNaN,4,1\n", "rows.csv line 2 column 0 is NaN but must be a finite number");
    assertMessage(spark, "1,-Infinity,0\n", "rows.csv line 1 column 1 is -Infinity but must be");
    assertMessage(spark, "1,1e39,0\n", "rows.csv line 1 column 1 is 1e39 but must be a finite");
    assertMessage(spark, "1,,0\n", "rows.csv line 1 column 1 is empty but must be a number");
    assertMessage(spark, "1,2,0\n1,2,\n", "rows.csv line 2 has no label in column 2");
    assertMessage(
        spark,
        "1,2,0\n1,2,1\n3,4,7\n5,6,2\n",
        "rows.csv line 3 has the label \"7\", which is outside the classes 0 to 2");
  }

  @Test
  void anInputThatCannotBeTrainedOnIsRefusedAsAWhole(JavaSparkContext spark) {
    assertMessage(spark, "", "rows.csv is empty: there are no rows to read");
    assertMessage(spark, "\n\n", "rows.csv is empty: there are no rows to read");
    assertMessage(
        spark, "1,2,1\n3,4,1\n", "have the label \"1\"; a classifier needs at least two classes");
    DataException missing =
        assertThrows(
            DataException.class, () -> load(spark, folder.resolve("none.csv").toString(), 1));
    assertTrue(missing.getMessage().startsWith("there is no file "), missing.getMessage());
  }

  @Test
  void theLineIsThatOfItsOwnFile(JavaSparkContext spark) throws IOException {
    Files.writeString(folder.resolve("a.csv"), "1,2,0\n1,2,1\n");
    Files.writeString(folder.resolve("b.csv"), "1,2,0\n1,?,1\n");
    DataException e = assertThrows(DataException.class, () -> load(spark, folder + "/*.csv", 2));
    assertEquals("b.csv line 2 column 1 is \"?\" but must be a number", e.getMessage());
  }

  @Test
  void aDamagedCompressedFileIsNamed(JavaSparkContext spark) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int row = 0; row < 20_000; row++) {
        gzip.write(
            (row * 7919L % 10_007 + ",2," + row % 3 + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = folder.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    DataException cut = assertThrows(DataException.class, () -> load(spark, file.toString(), 2));
    assertTrue(cut.getMessage().startsWith("cut.csv.gz line "), cut.getMessage());
    assertTrue(cut.getMessage().contains("cannot be read: "), cut.getMessage());
    Files.writeString(file, "1,2,0\n");
    DataException plain = assertThrows(DataException.class, () -> load(spark, file.toString(), 2));
    assertTrue(plain.getMessage().startsWith("cut.csv.gz cannot be read: "), plain.getMessage());
  }

  @Test
  void morePartitionsThanRowsWork(JavaSparkContext spark) {
    Dataset data = load(spark, write("1,2,0\n3,4,1\n5,6,2\n"), 7);
    assertEquals(3, data.trainingRows());
    assertEquals(7, data.trainingSizes().size());
    data.release();
  }

  @Test
  void theSameRowsInOtherFilesAreDealtTheSame(JavaSparkContext spark) throws IOException {
    String rows = "1,2,0\n3,4,1\n5,6,2\n7,8,0\n9,1,1\n";
    Dataset one = load(spark, write(rows), 2);
    Path parts = Files.createDirectory(folder.resolve("parts"));
    Files.writeString(parts.resolve("part-0"), rows.substring(0, 12));
    Files.writeString(parts.resolve("part-1"), rows.substring(12));
    Dataset two = load(spark, parts.toString(), 2);
    assertEquals(labels(one), labels(two));
    one.release();
    two.release();
  }

  private static String labels(Dataset data) {
    return data.partitions()
        .map(
            part -> {
              int[] label = new int[1];
              StringBuilder all = new StringBuilder();
              for (int row = 0; row < part.training().size(); row++) {
                part.training().copy(row, FloatMatrix.zeros(1, 2), label, 0);
                all.append(label[0]);
              }
              return all.toString();
            })
        .collect()
        .toString();
  }

  private void assertMessage(JavaSparkContext spark, String rows, String message) {
    String file = write(rows);
    DataException e = assertThrows(DataException.class, () -> load(spark, file, 2), message);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private String write(String rows) {
    try {
      return Files.writeString(folder.resolve("rows.csv"), rows).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset load(JavaSparkContext spark, String path, int partitions) {
    DataConfig config = new DataConfig(path, FORMAT, null, 0, Scaling.NONE);
    return Dataset.load(spark, config, 2, 3, partitions, 1);
  }
}
