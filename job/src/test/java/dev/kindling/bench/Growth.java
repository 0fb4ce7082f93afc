package dev.kindling.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindling.config.Section;
import dev.kindling.data.ExamplePartition;
import dev.kindling.data.RandomExamples;
import dev.kindling.nn.Shape;
import dev.kindling.train.RunConfig;
import dev.kindling.train.SparkTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/**
 * How the cost of a step grows with the parameters, the partitions and the rows, and what follows
 * for clusters that are not here: {@code scripts/bench growth --output DIR [--master URL]}.
 */
public final class Growth {
  private static final int INPUTS = 100; // of the network whose parameters grow
  private static final int COLUMNS = 10; // of the rows that grow
  private static final int CLASSES = 10;
  private static final List<Integer> PARTITIONS = List.of(2, 8, 32, 128, 512);
  private static final List<Integer> PARAMETERS = List.of(10_000, 100_000, 1_000_000, 10_000_000);
  private static final long MOST = 100_000_000; // numbers that all partitions return together
  private static final int MOST_PARAMETERS = 50_000_000;
  private static final List<Integer> ROWS = List.of(10_000, 100_000, 1_000_000, 10_000_000);
  private static final int BATCH = 1024;
  private static final double SECONDS = 2;

  private final JavaSparkContext spark;
  private final boolean tree;
  private final Map<String, Object> json = new LinkedHashMap<>();

  private Growth(JavaSparkContext spark) {
    this.spark = spark;
    this.tree = !spark.isLocal();
  }

  public static void main(String[] args) throws Exception {
    Arguments options =
        Arguments.parse(
            args,
            Map.of("--master", "local[2]"),
            Set.of("--output", "--master"),
            "scripts/bench growth --output DIR [--master URL]");
    System.setProperty("spark.executor.memory", "4g"); // what 50 million parameters take
    Path output = Files.createDirectories(Path.of(options.get("--output")));
    try (JavaSparkContext spark = options.startSpark("growth")) {
      Growth growth = new Growth(spark);
      growth.json.put("master", spark.master());
      growth.stepCosts(output);
      growth.rows();
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(output.resolve("growth.json").toFile(), growth.json);
    }
  }

  /** Steps of one example from each partition, so that next to nothing is computed. */
  private void stepCosts(Path output) throws IOException {
    List<StepCost.Point> points = new ArrayList<>();
    for (int partitions : PARTITIONS) {
      JavaRDD<ExamplePartition> data = data(partitions, partitions * 64, INPUTS);
      for (int parameters : PARAMETERS) {
        if ((long) parameters * partitions <= MOST) {
          points.add(point(data, partitions, parameters));
        }
      }
      if (partitions == PARTITIONS.get(0)) {
        points.add(point(data, partitions, MOST_PARAMETERS));
      }
      data.unpersist();
    }
    StepCost cost = StepCost.fit(tree, points);
    double worst =
        points.stream()
            .mapToDouble(
                point ->
                    Math.abs(
                        cost.milliseconds(point.parameters(), point.partitions())
                                / point.milliseconds()
                            - 1))
            .max()
            .orElseThrow();
    System.out.printf(
        "a step of P parameters on N partitions beside computing: %s (worst error %.0f%%)%n",
        cost.formula(), 100 * worst);
    json.put("steps", points);
    json.put("cost", cost);
    plot(cost, points, output);
    if (tree) { // within one process says nothing of a cluster
      predict(cost);
    }
  }

  private StepCost.Point point(JavaRDD<ExamplePartition> data, int partitions, int parameters) {
    int units = (parameters - CLASSES) / (INPUTS + 1 + CLASSES);
    RunConfig config = config(INPUTS, units, partitions, partitions);
    SparkTraining training =
        new SparkTraining(
            spark, data, Collections.nCopies(partitions, 64), config.network(), config.training());
    training.split(SECONDS / 2);
    Map<String, Double> split = training.split(SECONDS);
    StepCost.Point point =
        new StepCost.Point(
            config.network().parameterCount(),
            partitions,
            split.get("total") - split.get("compute"));
    System.out.printf(
        "%,d parameters, %d partitions: %.2f ms beside %.2f ms of computing%n",
        point.parameters(), partitions, point.milliseconds(), split.get("compute"));
    return point;
  }

  /** Steps of the same size over more and more rows of a few numbers. */
  private void rows() {
    List<Map<String, Object>> measured = new ArrayList<>();
    for (int rows : ROWS) {
      int partitions = 8;
      JavaRDD<ExamplePartition> data = data(partitions, rows, COLUMNS);
      RunConfig config = config(COLUMNS, 100, BATCH, partitions);
      List<Integer> sizes = Collections.nCopies(partitions, rows / partitions);
      SparkTraining training =
          new SparkTraining(spark, data, sizes, config.network(), config.training());
      training.split(SECONDS / 2);
      double step = training.split(SECONDS).get("total");
      System.out.printf("%,d rows: %.2f ms a step of %,d examples%n", rows, step, BATCH);
      measured.add(Map.of("rows", rows, "step_ms", step));
      data.unpersist();
    }
    json.put("rows", measured);
  }

  private JavaRDD<ExamplePartition> data(int partitions, int rows, int inputs) {
    int each = rows / partitions;
    List<Integer> indices = IntStream.range(0, partitions).boxed().toList();
    JavaRDD<ExamplePartition> data =
        spark
            .parallelize(indices, partitions)
            .map(
                index ->
                    new ExamplePartition(
                        index,
                        RandomExamples.of(each, Shape.of(inputs), CLASSES, index),
                        RandomExamples.of(0, Shape.of(inputs), CLASSES, index)))
            .cache();
    data.count();
    return data;
  }

  /** On a cluster sums are taken in the tree of the formula, and no other way is tried. */
  private RunConfig config(int inputs, int units, int batchSize, int partitions) {
    return RunConfig.read(
        Section.parse(
            "growth",
            """
            data: {train: none, label: 0}
            network: {input: %d, layers: [dense: {units: %d, activation: relu}, dense: {units: %d}]}
            training:
              optimizer: {sgd: {learning_rate: 0.001}}
              batch_size: %d
              partitions: %d
              epochs: 1
              aggregation: %s
            """
                .formatted(inputs, units, CLASSES, batchSize, partitions, tree ? "tree" : "auto")));
  }

  private void plot(StepCost cost, List<StepCost.Point> points, Path output) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(600)
            .title("a step beside computing, on " + spark.master())
            .xAxisTitle("parameters")
            .yAxisTitle("milliseconds")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    for (int partitions : PARTITIONS) {
      List<StepCost.Point> some =
          points.stream().filter(point -> point.partitions() == partitions).toList();
      List<Double> x = some.stream().map(point -> (double) point.parameters()).toList();
      chart
          .addSeries(
              partitions + " partitions",
              x,
              some.stream().map(StepCost.Point::milliseconds).toList())
          .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      chart.addSeries(
          partitions + ", by the formula",
          x,
          some.stream().map(point -> cost.milliseconds(point.parameters(), partitions)).toList());
    }
    BitmapEncoder.saveBitmap(chart, output.resolve("growth.png").toString(), BitmapFormat.PNG);
  }

  private void predict(StepCost cost) {
    double bandwidth = 1.25e9; // 10 Gbit/s
    Map<String, Double> predictions = new LinkedHashMap<>();
    for (int executors : List.of(10, 100, 1000)) {
      for (int parameters : List.of(100_000, 10_000_000)) {
        double milliseconds = cost.milliseconds(parameters, executors, executors, bandwidth);
        predictions.put(executors + " executors, " + parameters + " parameters", milliseconds);
        System.out.printf(
            "%,d executors with a partition each, %,d parameters, 10 Gbit/s: %.0f ms%n",
            executors, parameters, milliseconds);
      }
    }
    json.put("predicted_ms", predictions);
  }
}
