package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.data.Dataset;
import dev.kindling.data.ExamplePartition;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.RunConfig;
import dev.kindling.train.SparkTraining;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What the benchmark does through Spark: training on random images, and jobs that compute nothing.
 */
final class SparkBench implements AutoCloseable {
  private static final int EXAMPLES = 32_768;
  private static final int SIDE = 28;
  private static final String IMAGES = "bench-images-idx3-ubyte";
  private static final String LABELS = "bench-labels-idx1-ubyte";
  private static final String CSV = "bench.csv";

  private final JavaSparkContext spark;
  private final Path folder;
  private final Dataset images;
  private final JavaRDD<ExamplePartition> partitions;
  private final JavaRDD<Integer> numbers;

  SparkBench(int threads) throws IOException {
    System.setProperty("spark.master", "local[" + threads + "]");
    spark = SparkSettings.start("bench");
    folder = Files.createTempDirectory("kindling-bench");
    images = config(folder, Workload.MLP, 1, 1, threads).load(spark);
    // As floats, which is what PyTorch gets: 8-bit pixels would be scaled on their way into a
    // batch.
    partitions =
        images
            .partitions()
            .map(
                part ->
                    new ExamplePartition(
                        part.index(),
                        part.training().range(0, part.training().size()),
                        part.validation()))
            .cache();
    partitions.count();
    numbers = spark.parallelize(IntStream.range(0, threads).boxed().toList(), threads).cache();
    numbers.count();
  }

  String version() {
    return spark.version();
  }

  /** Training of all rows by the configuration's own code, on as many partitions as threads. */
  SparkTraining training(Workload workload, int batchSize, int localSteps) throws IOException {
    RunConfig config =
        config(folder, workload, batchSize, localSteps, images.trainingSizes().size());
    return new SparkTraining(
        spark, partitions, images.trainingSizes(), config.network(), config.training());
  }

  /** Loading a CSV file of so many rows of 784 numbers. */
  Loading csv(int rows) throws IOException {
    return Loading.csv(spark, folder.resolve(CSV), rows, images.trainingSizes().size());
  }

  /** Loading the images. */
  Loading idx() throws IOException {
    return Loading.idx(spark, folder.resolve(IMAGES), images.trainingSizes().size());
  }

  private static RunConfig config(
      Path folder, Workload workload, int batchSize, int localSteps, int partitions)
      throws IOException {
    Path file = folder.resolve(IMAGES);
    if (!Files.exists(file)) {
      writeIdx(file, EXAMPLES, SIDE, SIDE);
      writeIdx(folder.resolve(LABELS), EXAMPLES);
    }
    String text =
        """
        data: {train: '%s', format: idx, features: minmax}
        network:
        %s
        training:
          optimizer: {sgd: {learning_rate: 0.05, momentum: 0.9}}
          batch_size: %d
          local_steps: %d
          partitions: %d
        """
            .formatted(file, workload.text().indent(2), batchSize, localSteps, partitions);
    return RunConfig.read(Section.parse("bench", text));
  }

  private static void writeIdx(Path file, int... sides) throws IOException {
    byte[] values = new byte[IntStream.of(sides).reduce(1, (a, b) -> a * b)];
    new SplittableRandom(sides.length).nextBytes(values);
    if (sides.length == 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) Math.floorMod(values[i], 10); // labels
      }
    }
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(0x0800 | sides.length);
      for (int side : sides) {
        out.writeInt(side);
      }
      out.write(values);
    }
  }

  /** Milliseconds of a {@code treeAggregate} that adds nothing. */
  double emptyTreeAggregate(double seconds) {
    return milliseconds(seconds, () -> numbers.treeAggregate(0, (sum, i) -> sum, (a, b) -> a, 1));
  }

  /**
   * Milliseconds of a step that computes nothing, in Spark's own terms: an array of floats is
   * broadcast, each partition gives a copy back, and the copies are added.
   */
  double floor(int parameters, double seconds) {
    float[] values = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      values[i] = 1f / (i + 1);
    }
    return milliseconds(
        seconds,
        () -> {
          Broadcast<float[]> shared = spark.broadcast(values);
          numbers.treeAggregate(
              new float[0], (sum, i) -> shared.value().clone(), SparkBench::added, 1);
          shared.destroy();
        });
  }

  private static float[] added(float[] a, float[] b) {
    if (a.length == 0) {
      return b;
    }
    for (int i = 0; i < b.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  private static double milliseconds(double seconds, Runnable work) {
    long started = System.nanoTime();
    int times = 0;
    for (; System.nanoTime() - started < seconds * 1e9; times++) {
      work.run();
    }
    return (System.nanoTime() - started) / 1e6 / times;
  }

  @Override
  public void close() throws IOException {
    spark.stop();
    for (String name : List.of(IMAGES, LABELS, CSV, "")) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }
}
