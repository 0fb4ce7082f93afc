package dev.kindling.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.data.rows.DataException;
import dev.kindling.testing.SparkExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails for a moment; the tests' Spark tries a task twice. */
@ExtendWith(SparkExtension.class)
class PassingReadErrorIT {
  private static final AtomicInteger FAILURES = new AtomicInteger(); // still to come

  /** Local files as {@code passing:/...}. */
  public static final class Store extends RawLocalFileSystem {
    @Override
    public String getScheme() {
      return "passing";
    }

    @Override
    public URI getUri() {
      return URI.create("passing:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize)
        throws IOException {
      if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("slow down");
      }
      return super.open(file, bufferSize);
    }
  }

  @AfterEach
  void storesAreWell(JavaSparkContext spark) {
    FAILURES.set(0);
    spark.hadoopConfiguration().unset("fs.passing.impl");
  }

  private static Dataset load(JavaSparkContext spark, Path folder) throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "x,y\n1,2\n2,4\n3,6\n");
    spark.hadoopConfiguration().set("fs.passing.impl", Store.class.getName());
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "x.yaml",
                """
                data: {train: "passing:%s", label: y, validation: 0}
                network: {input: 1, layers: [dense: {units: 1}]}
                training: {loss: mean_squared_error, optimizer: adam, epochs: 1}
                """
                    .formatted(rows)));
    return config.load(spark);
  }

  @Test
  void aFileThatCannotBeReadOnceIsReadByTheNextAttempt(JavaSparkContext spark, @TempDir Path folder)
      throws IOException {
    FAILURES.set(1);
    try (Dataset data = load(spark, folder)) {
      assertEquals(3, data.trainingRows());
    }
  }

  @Test
  void aFileThatCannotBeReadAtAllIsNamed(JavaSparkContext spark, @TempDir Path folder) {
    FAILURES.set(1_000);
    assertEquals(
        "passing:%s/rows.csv cannot be read: slow down (damaged, or not what its name says?)"
            .formatted(folder),
        assertThrows(DataException.class, () -> load(spark, folder)).getMessage());
  }
}
