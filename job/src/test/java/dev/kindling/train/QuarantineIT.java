package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.data.rows.DataException;
import dev.kindling.data.rows.RejectedRow;
import dev.kindling.data.rows.RejectedRow.Reason;
import dev.kindling.data.rows.RejectedRows;
import dev.kindling.data.rows.RejectedRows.Tally;
import dev.kindling.model.BrokenFileSystem;
import dev.kindling.model.OutputException;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class QuarantineIT {
  private static final List<String> TEXTS =
      IntStream.range(0, 50).mapToObj(i -> i + ",\"a \\ b\"\t, \u00e9\u0001\u2028,").toList();

  @TempDir Path folder;
  private JavaSparkContext spark;
  private LocalFileSystem local;

  @BeforeEach
  void session(JavaSparkContext shared) throws IOException {
    spark = shared;
    local = FileSystem.getLocal(new Configuration());
  }

  /** The first attempt at the third partition fails when it is half done. */
  private RejectedRows failingOnce(long counted) {
    JavaRDD<RejectedRow> rows =
        spark
            .parallelize(TEXTS, 5)
            .map(
                text -> {
                  int i = Integer.parseInt(text.substring(0, text.indexOf(',')));
                  if (i == 25 && TaskContext.get().attemptNumber() == 0) {
                    throw new IllegalStateException("on purpose");
                  }
                  return new RejectedRow("a.csv", i + 1, Reason.EMPTY, "3", null, text);
                });
    return new RejectedRows("a.csv", 1000, Map.of(Reason.EMPTY, new Tally(counted, "")), rows);
  }

  private void write(FileSystem fs, RejectedRows rows) {
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(folder + "/quarantine");
    Quarantine.write(fs, place, Map.of("train", rows));
  }

  @Test
  void eachRowIsThereOnceAndAsItStoodThoughATaskFails() throws IOException {
    write(local.getRawFileSystem(), failingOnce(50));
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("quarantine/train.jsonl"))) {
      found.add(new ObjectMapper().readTree(line).get("row").asText());
    }
    assertEquals(TEXTS, found);
  }

  @Test
  void ofABrokenDiskNothingIsLeft() throws IOException {
    int change = 1;
    for (; !folder.resolve("quarantine").toFile().exists(); change++) {
      BrokenFileSystem broken = new BrokenFileSystem(local.getRawFileSystem(), change);
      try {
        write(broken, failingOnce(50));
      } catch (OutputException e) {
        assertEquals(0, folder.toFile().list().length, "after change " + change);
      }
    }
    assertTrue(change > 4, "creating, writing, closing and renaming failed");
  }

  @Test
  void anInputThatChangedIsRefused() {
    DataException refused =
        assertThrows(DataException.class, () -> write(local.getRawFileSystem(), failingOnce(49)));
    assertEquals("a.csv changed while it was read: 49 rows were bad, now 50", refused.getMessage());
    assertFalse(Files.exists(folder.resolve("quarantine")));
  }
}
