package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.data.DataConfig;
import dev.kindling.data.rows.Wanted;
import dev.kindling.train.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Reading a file: surveyed, split, scaled and packed, all that stands between a training's start
 * and its first step. As many partitions as threads.
 */
final class Loading implements Speed {
  private static final int COLUMNS = 784;

  private final JavaSparkContext spark;
  private final RunConfig config;
  private final double megabytes;

  private Loading(JavaSparkContext spark, Path file, String format, String label, int partitions)
      throws IOException {
    this.spark = spark;
    this.megabytes = Files.size(file) / 1e6;
    this.config =
        RunConfig.read(
            Section.parse(
                "loading",
                """
                data: {train: '%s', format: %s, %s features: standardize}
                network: {input: %d, layers: [{dense: {units: 10}}]}
                training: {optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 64, epochs: 1, partitions: %d}
                """
                    .formatted(file, format, label, COLUMNS, partitions)));
  }

  /** A file of pixels as whole numbers and of fractions, half of the columns each. */
  static Loading csv(JavaSparkContext spark, Path file, int rows, int partitions)
      throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (var out = Files.newBufferedWriter(file)) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          out.write(
              column % 2 == 0
                  ? random.nextInt(256) + ","
                  : Math.rint(random.nextDouble(-10, 10) * 1e6) / 1e6 + ",");
        }
        out.write(row % 10 + "\n");
      }
    }
    return new Loading(spark, file, "csv", "label: " + COLUMNS + ",", partitions);
  }

  /** An IDX file that is there already. */
  static Loading idx(JavaSparkContext spark, Path images, int partitions) throws IOException {
    return new Loading(spark, images, "idx", "", partitions);
  }

  /** Megabytes (10^6 bytes) of the file per second of all that it takes; a CSV is read twice. */
  @Override
  public double measure(double seconds) {
    return megabytesPerSecond(seconds, () -> config.load(spark).close());
  }

  /** The same of one pass: each line is read, parsed and checked, and nothing else. */
  double onePass(double seconds) {
    DataConfig data = config.data();
    Wanted wanted = new Wanted(config.network().inputShape(), Wanted.Label.CLASS, true);
    return megabytesPerSecond(seconds, () -> data.format().open(spark, data.train(), wanted, 0));
  }

  private double megabytesPerSecond(double seconds, Runnable once) {
    long started = System.nanoTime();
    int times = 0;
    for (; System.nanoTime() - started < seconds * 1e9; times++) {
      once.run();
    }
    return times * megabytes * 1e9 / (System.nanoTime() - started);
  }
}
