package dev.kindling.bench;

import dev.kindling.config.Section;
import dev.kindling.session.SparkSettings;
import dev.kindling.train.EpochMetrics;
import dev.kindling.train.RunConfig;
import dev.kindling.train.RunOutput;
import dev.kindling.train.Trainer;
import dev.kindling.train.TrainingJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import scala.Tuple2;

/**
 * Whether anything piles up: trains over and over in one driver process, or on and on in one job,
 * and writes down what the heaps of driver and executors hold after a garbage collection, in {@code
 * soak.csv} and {@code soak.png}.
 *
 * <pre>{@code
 * scripts/bench soak --output DIR --minutes 60
 * scripts/bench soak --output DIR --steps 20000 --master spark://127.0.0.1:7077
 * }</pre>
 */
public final class Soak {
  private static final int OFTEN = 40; // how often to look in all

  private final JavaSparkContext spark;
  private final Path output;
  private final PrintWriter table;
  private final long started = System.nanoTime();
  private final List<Double> minutes = new ArrayList<>();
  private final Map<String, List<Double>> megabytes = new TreeMap<>(); // of each process

  private Soak(JavaSparkContext spark, Path output) throws IOException {
    this.spark = spark;
    this.output = output;
    this.table = new PrintWriter(Files.newBufferedWriter(output.resolve("soak.csv")), true);
    table.println("minutes,done,process,heap_mb");
  }

  public static void main(String[] args) throws Exception {
    String usage = "scripts/bench soak --output DIR (--minutes M | --steps N) [--master URL]";
    Arguments options =
        Arguments.parse(
            args,
            Map.of("--master", "local[2]"),
            Set.of("--output", "--master", "--minutes", "--steps"),
            usage);
    if (options.has("--minutes") == options.has("--steps")) {
      Arguments.exit(usage);
    }
    try (JavaSparkContext spark = options.startSpark("soak")) {
      Soak soak = new Soak(spark, Files.createDirectories(Path.of(options.get("--output"))));
      if (options.has("--minutes")) {
        soak.jobs(Double.parseDouble(options.get("--minutes")));
      } else {
        soak.steps(Integer.parseInt(options.get("--steps")));
      }
      soak.plot();
    }
  }

  private void jobs(double most) throws IOException {
    int done = 0;
    for (double look = 0; minutes() < most; done++) {
      train(2, new Quiet());
      if (minutes() >= look) {
        look(done + 1);
        look = minutes() + most / OFTEN;
      }
    }
    System.out.printf(Locale.ROOT, "%,d jobs in %.1f minutes%n", done, minutes());
  }

  private void steps(int most) throws IOException {
    int ofEpoch = 90; // 1,438 examples, 16 at a time
    train(
        (most + ofEpoch - 1) / ofEpoch,
        new Quiet() {
          private long next;

          @Override
          public void epoch(EpochMetrics metrics) {
            if (metrics.step() >= next) {
              look(metrics.step());
              next = metrics.step() + most / OFTEN;
            }
          }
        });
    System.out.printf(Locale.ROOT, "%,d steps in %.1f minutes%n", most, minutes());
  }

  private static class Quiet implements Trainer.Listener {
    @Override
    public void steps(int epoch, int done, int ofEpoch) {}

    @Override
    public void epoch(EpochMetrics metrics) {}
  }

  /** A whole run on the bundled digits. */
  private void train(int epochs, Trainer.Listener listener) throws IOException {
    RunConfig config =
        RunConfig.read(
            Section.parse(
                "soak",
                """
                data: {train: digits, label: 64, validation: 0.2, features: standardize}
                network: {input: 64, layers: [dense: {units: 32, activation: relu}, dense: {units: 10}]}
                training:
                  optimizer: {adam: {learning_rate: 0.0001}}
                  batch_size: 16
                  partitions: 2
                  epochs: %d
                """
                    .formatted(epochs)));
    Path folder = Files.createTempDirectory("kindling-soak");
    try (RunOutput run =
        RunOutput.create(
            SparkSettings.hadoop(),
            new org.apache.hadoop.fs.Path(folder.toUri()),
            RunOutput.Existing.OVERWRITE)) {
      new TrainingJob(spark, config, run).run(false, start -> {}, listener);
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private double minutes() {
    return (System.nanoTime() - started) / 6e10;
  }

  /** What every process holds now. */
  private void look(long done) {
    Map<String, Double> heaps =
        spark
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .mapToPair(i -> new Tuple2<>(SparkEnv.get().executorId(), heap()))
            .collect()
            .stream()
            .collect(Collectors.toMap(Tuple2::_1, Tuple2::_2, Math::min, TreeMap::new));
    heaps.put("driver", heap());
    minutes.add(minutes());
    heaps.forEach(
        (process, heap) -> {
          table.printf(Locale.ROOT, "%.2f,%d,%s,%.1f%n", minutes(), done, process, heap);
          megabytes.computeIfAbsent(process, key -> new ArrayList<>()).add(heap);
        });
  }

  private static double heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  private void plot() {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title("heap after a garbage collection, on " + spark.master())
            .xAxisTitle("minutes")
            .yAxisTitle("megabytes")
            .build();
    chart.getStyler().setYAxisMin(0.0);
    megabytes.forEach((process, heaps) -> chart.addSeries(process, minutes, heaps));
    try {
      BitmapEncoder.saveBitmap(chart, output.resolve("soak.png").toString(), BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
